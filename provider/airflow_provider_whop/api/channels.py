"""Chat channels: model, settings, one function per endpoint, and the update that sends only what differs.

Source: the Chat guide, "Manage channels" (https://docs.whop.com/developer/guides/chat).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from pydantic import Field

from airflow_provider_whop.api.call import Call, path, query
from airflow_provider_whop.api.model import Answer, Body, Id, Number
from airflow_provider_whop.api.pages import ListOptions, Page


class Experience(Answer):
    """The Chat experience that owns a channel."""

    id: Id
    name: str


class ChatChannel(Answer):
    """A chat channel and its moderation settings."""

    id: Id
    experience: Experience
    ban_media: bool
    ban_urls: bool
    banned_words: list[str]
    user_posts_cooldown_seconds: Number | None
    who_can_post: str
    who_can_react: str


class ChannelListOptions(ListOptions, total=False):
    """What may be said of a list of chat channels."""

    product_id: str | None


class GivenSettings(TypedDict, total=False):
    """``ChannelSettings`` as a DAG author may write them: a template renders to a text."""

    ban_media: bool | str | None
    ban_urls: bool | str | None
    banned_words: Sequence[str] | None
    user_posts_cooldown_seconds: int | str | None
    who_can_post: str | None
    who_can_react: str | None


class ChannelSettings(Body):
    """Settings to be changed; what is None stays. Values of ``who_can_…`` pass unchecked: Whop's pages disagree."""

    ban_media: bool | None = None
    ban_urls: bool | None = None
    banned_words: list[str] | None = None
    user_posts_cooldown_seconds: int | None = Field(default=None, ge=0)
    who_can_post: str | None = Field(default=None, min_length=1)
    who_can_react: str | None = Field(default=None, min_length=1)

    def differing_from(self, channel: ChatChannel) -> dict[str, Any]:
        """Give the settings that this channel does not have yet."""
        wanted = self.model_dump(exclude_none=True)
        return {name: value for name, value in wanted.items() if not _same(value, getattr(channel, name))}


def list_chat_channels(
    company_id: str, *, product_id: str | None = None, first: int | None = None, after: str | None = None
) -> Call[Page[ChatChannel]]:
    """List a company's chat channels: GET /chat_channels. Permission ``chat:read``."""
    return Call(
        "listChatChannels",
        "GET",
        "/chat_channels",
        Page[ChatChannel],
        query=query(company_id=company_id, product_id=product_id, first=first, after=after),
        about=("company_id", company_id),
    )


def retrieve_chat_channel(channel_id: str) -> Call[ChatChannel]:
    """Fetch one channel by its id or its experience's: GET /chat_channels/{id}. Permission ``chat:read``."""
    place = path("/chat_channels/{}", "channel_id", channel_id)
    return Call("retrieveChatChannel", "GET", place, ChatChannel, about=("channel_id", channel_id))


def update_chat_channel(channel_id: str, **settings: Unpack[GivenSettings]) -> Call[ChatChannel]:
    """
    Change moderation settings: PATCH /chat_channels/{id}. Permission ``chat:moderate``.

    :param settings: any of ``ChannelSettings``.
    :raises WhopInvalidArgument: an unknown setting, a wrong type, a negative cooldown.
    """
    place = path("/chat_channels/{}", "channel_id", channel_id)
    body = ChannelSettings.of(**settings)
    return Call("updateChatChannel", "PATCH", place, ChatChannel, body=body, about=("channel_id", channel_id))


def _same(wanted: Any, present: Any) -> bool:
    """Compare as Whop means it: the order of words says nothing, and a cooldown of 0 is none."""
    if isinstance(wanted, list):
        return set(wanted) == set(present)
    return bool(wanted == (present or 0)) if isinstance(wanted, int) else bool(wanted == present)
