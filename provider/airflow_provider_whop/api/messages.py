"""Messages of chat, direct-message and support channels: their models, and one function per endpoint.

Source: https://docs.whop.com/api-reference/messages/create-message and the Chat guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypedDict

from pydantic import StrictBool

from airflow_provider_whop.api.call import Call, Repeat, an_id, path, query
from airflow_provider_whop.api.model import Answer, Id, Number, Time
from airflow_provider_whop.api.new_messages import Deletion, MessageChanges, NewMessage
from airflow_provider_whop.api.pages import ListOptions, Page
from airflow_provider_whop.api.users import User


class PollOption(Answer):
    """One choice of a poll."""

    id: Id
    text: str


class Poll(Answer):
    """The poll that a message carries."""

    options: list[PollOption] | None = None


class ReactionCount(Answer):
    """How often a message got one emoji, told in its shortcode form."""

    emoji: str | None = None
    count: Number


class PollVotes(Answer):
    """How many votes one poll option got."""

    option_id: str | None = None
    count: Number


class Message(Answer):
    """A message as Whop gives it back; it tells neither its channel nor its attachments. Times are UTC."""

    id: Id
    content: str | None
    created_at: Time
    updated_at: Time
    poll: Poll | None
    replying_to_message_id: str | None
    is_edited: bool
    is_pinned: bool
    message_type: str
    mentions: list[str]
    mentions_everyone: bool
    user: User
    view_count: Number | None
    reaction_counts: list[ReactionCount]
    poll_votes: list[PollVotes]


class MessageListOptions(ListOptions, total=False):
    """What may be said of a list of messages."""

    direction: Literal["asc", "desc"]


class MessageUpdate(TypedDict, total=False):
    """What may be changed of a message; what is None stays as it is."""

    content: str | None
    attachments: Sequence[str | dict[str, str]] | None
    is_pinned: bool | str | None


def create_message(channel_id: str, content: str, **options: Any) -> Call[Message]:
    """
    Post a message: POST /messages.

    Permission ``chat:message:create``; in a support channel ``support_chat:message:create`` may be asked for.

    :param options: ``attachments``, ``auto_detect_links``, ``poll``, ``replying_to_message_id`` as the API names them.
    :raises WhopInvalidArgument: a wrong type, or poll ids out of order.
    """
    return post(NewMessage.of(channel_id=channel_id, content=content, **options))


def post(message: NewMessage) -> Call[Message]:
    """Post a message that was checked before: POST /messages."""
    return Call(
        "createMessage",
        "POST",
        "/messages",
        Message,
        body=message,
        about=("channel_id", message.channel_id),
        repeat=Repeat.IF_NOT_ACCEPTED,
    )


def list_messages(
    channel_id: str, *, direction: Literal["asc", "desc"] = "desc", first: int | None = None, after: str | None = None
) -> Call[Page[Message]]:
    """
    List a channel's messages by creation time: GET /messages. Permission ``chat:read``.

    :param first: page size; Whop may give fewer.
    """
    return Call(
        "listMessages",
        "GET",
        "/messages",
        Page[Message],
        query=query(channel_id=an_id("channel_id", channel_id), direction=direction, first=first, after=after),
        about=("channel_id", channel_id),
    )


def retrieve_message(message_id: str) -> Call[Message]:
    """Fetch one message: GET /messages/{id}. Permission ``chat:read``."""
    place = path("/messages/{}", "message_id", message_id)
    return Call("retrieveMessage", "GET", place, Message, about=("message_id", message_id))


def update_message(
    message_id: str,
    *,
    content: str | None = None,
    attachments: Sequence[str | dict[str, str]] | None = None,
    is_pinned: bool | str | None = None,
) -> Call[Message]:
    """
    Edit or pin a message: PATCH /messages/{id}. Permission ``chat:message:create``; None leaves a part as it is.

    :raises WhopInvalidArgument: nothing is to be changed, or something of a wrong type.
    """
    place = path("/messages/{}", "message_id", message_id)
    body = MessageChanges.of(content=content, attachments=attachments, is_pinned=is_pinned)
    return Call("updateMessage", "PATCH", place, Message, body=body, about=("message_id", message_id))


def delete_message(message_id: str, *, missing_ok: bool | str = False) -> Call[bool]:
    """
    Delete a message for good: DELETE /messages/{id}. Permissions ``chat:message:create`` and ``chat:read``.

    :param missing_ok: take it for a success that there is no such message.
    """
    place = path("/messages/{}", "message_id", message_id)
    repeat = Repeat.GONE_IS_FINE if Deletion.of(missing_ok=missing_ok).missing_ok else Repeat.UNTIL_GONE
    return Call("deleteMessage", "DELETE", place, StrictBool, about=("message_id", message_id), repeat=repeat)
