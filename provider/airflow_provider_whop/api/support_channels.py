"""Support channels, the 1:1 threads between a customer and a company: model, and one function per endpoint.

Source: the Chat guide, "Support channels" (https://docs.whop.com/developer/guides/chat).
"""

from __future__ import annotations

from typing import Literal

from pydantic import AliasChoices, Field

from airflow_provider_whop.api.call import Call, path, query
from airflow_provider_whop.api.model import Answer, Body, Id, Time
from airflow_provider_whop.api.pages import ListOptions, Page
from airflow_provider_whop.api.users import User


class SupportListOptions(ListOptions, total=False):
    """What may be said of a list of support channels."""

    open: bool | None
    order: Literal["created_at", "last_post_sent_at"] | None
    direction: Literal["asc", "desc"] | None
    view: Literal["all", "admin", "customer"] | None


class LastMessage(Answer):
    """The newest message of a channel, where it was asked for."""

    id: Id
    content: str | None = None
    created_at: Time
    user_id: Id


class SupportChannel(Answer):
    """A support conversation; later API versions call the company ``account_id``. Times are UTC."""

    id: Id
    company_id: str | None = Field(default=None, validation_alias=AliasChoices("company_id", "account_id"))
    custom_name: str | None = None
    customer_user: User | None
    last_message_at: Time | None
    resolved_at: Time | None
    needs_reply: bool | None = None
    unread: bool | None = None
    participated: bool | None = None
    last_message: LastMessage | None = None


class NewSupportChannel(Body):
    """Whose channel to open."""

    company_id: str = Field(min_length=1)
    user_id: str = Field(min_length=1)
    custom_name: str | None = None
    notifications_enabled: bool | None = None


def list_support_channels(
    company_id: str | None = None,
    *,
    open: bool | None = None,
    order: Literal["created_at", "last_post_sent_at"] | None = None,
    direction: Literal["asc", "desc"] | None = None,
    view: Literal["all", "admin", "customer"] | None = None,
    first: int | None = None,
    after: str | None = None,
) -> Call[Page[SupportChannel]]:
    """
    List support channels: GET /support_channels. Permission ``support_chat:read``.

    :param company_id: without one, every company that the credential reaches.
    :param open: True for those that await an answer, False for resolved ones.
    """
    parameters = query(
        company_id=company_id, open=open, order=order, direction=direction, view=view, first=first, after=after
    )
    about = ("company_id", company_id) if company_id else None
    return Call("listSupportChannels", "GET", "/support_channels", Page[SupportChannel], query=parameters, about=about)


def create_support_channel(
    company_id: str, user_id: str, *, custom_name: str | None = None, notifications_enabled: bool | str | None = None
) -> Call[SupportChannel]:
    """
    Open the support channel of a user: POST /support_channels. Permission ``support_chat:create``.

    Whop gives back the channel that exists already, so repeating it is safe.

    :param user_id: ``user_…`` id or username.
    """
    body = NewSupportChannel.of(
        company_id=company_id,
        user_id=user_id,
        custom_name=custom_name,
        notifications_enabled=notifications_enabled,
    )
    return Call(
        "createSupportChannel", "POST", "/support_channels", SupportChannel, body=body, about=("user_id", user_id)
    )


def retrieve_support_channel(channel_id: str) -> Call[SupportChannel]:
    """Fetch one support channel: GET /support_channels/{id}. Permission ``support_chat:read``."""
    place = path("/support_channels/{}", "channel_id", channel_id)
    return Call("retrieveSupportChannel", "GET", place, SupportChannel, about=("channel_id", channel_id))
