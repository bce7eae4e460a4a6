"""Direct-message channels of the credential's own user: model, and one function per endpoint.

Source: the reference of DM channels (https://docs.whop.com/api-reference/legacy/dm-channels/create-dm-channel).
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from airflow_provider_whop.api.call import Call, path, query
from airflow_provider_whop.api.model import Answer, Body, Id, Time
from airflow_provider_whop.api.pages import Page


class DirectChannel(Answer):
    """A conversation of two people or more. Times are UTC; Whop sends them in two formats."""

    id: Id
    name: str | None = None
    created_at: Time
    last_message_at: Time | None = None


class NewDirectChannel(Body):
    """With whom to talk; one name alone will do."""

    with_user_ids: list[str] = Field(min_length=1)
    company_id: str | None = None
    custom_name: str | None = None
    notifications_enabled: bool | None = None

    @field_validator("with_user_ids", mode="before")
    @classmethod
    def _one_or_several(cls, given: Any) -> Any:
        return [given] if isinstance(given, str) else given

    @field_validator("with_user_ids")
    @classmethod
    def _not_blank(cls, names: list[str]) -> list[str]:
        """A template that renders to nothing would talk to nobody."""
        if not all(name.strip() for name in names):
            raise ValueError("a name is empty")
        return names


def list_direct_channels(
    company_id: str | None = None, *, first: int | None = None, after: str | None = None
) -> Call[Page[DirectChannel]]:
    """List one's own conversations, most recently active first: GET /dm_channels. Permission ``dms:read``."""
    parameters = query(company_id=company_id, first=first, after=after)
    about = ("company_id", company_id) if company_id else None
    return Call("listDmChannels", "GET", "/dm_channels", Page[DirectChannel], query=parameters, about=about)


def create_direct_channel(
    with_user_ids: list[str] | str,
    *,
    company_id: str | None = None,
    custom_name: str | None = None,
    notifications_enabled: bool | str | None = None,
) -> Call[DirectChannel]:
    """
    Open a conversation with these people: POST /dm_channels. Permission ``dms:channel:manage``.

    Whop gives back the one that exists already, so repeating it is safe.

    :param with_user_ids: ids (``user_…``), usernames or e-mail addresses.
    """
    body = NewDirectChannel.of(
        with_user_ids=with_user_ids,
        company_id=company_id,
        custom_name=custom_name,
        notifications_enabled=notifications_enabled,
    )
    about = ("with_user_ids", ", ".join(body.with_user_ids))
    return Call("createDmChannel", "POST", "/dm_channels", DirectChannel, body=body, about=about)


def retrieve_direct_channel(channel_id: str) -> Call[DirectChannel]:
    """Fetch one conversation: GET /dm_channels/{id}. Permission ``dms:read``."""
    place = path("/dm_channels/{}", "channel_id", channel_id)
    return Call("retrieveDmChannel", "GET", place, DirectChannel, about=("channel_id", channel_id))
