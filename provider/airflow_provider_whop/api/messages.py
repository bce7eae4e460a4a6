"""Messages of chat, direct-message and support channels: their models, and one function per endpoint.

Source: https://docs.whop.com/api-reference/messages/create-message and the Chat guide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StrictBool, ValidationInfo, field_validator, model_validator

from airflow_provider_whop.api.call import Call, Repeat, an_id, path, query
from airflow_provider_whop.api.model import Answer, Body, Id, Number, Time
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.users import User


def _number_as_text(given: Any) -> Any:
    return str(given) if type(given) in (int, float) else given


Text = Annotated[str, BeforeValidator(_number_as_text)]
"""Rendering templates as native objects makes a number of a text of digits."""


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


class Attachment(Body):
    """A file uploaded before; its bare id will do."""

    id: str = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, given: Any) -> Any:
        return {"id": given} if isinstance(given, str) else given


class NewPollOption(Body):
    """One choice of a poll to be sent."""

    id: str
    text: str = Field(min_length=1)


class NewPoll(Body):
    """A poll to be sent; Whop wants its option ids to be "1", "2", … in order. A list of texts will do."""

    options: list[NewPollOption] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _from_texts(cls, given: Any) -> Any:
        if not isinstance(given, list | tuple):
            return given
        return {"options": [{"id": str(number), "text": text} for number, text in enumerate(given, 1)]}

    @field_validator("options")
    @classmethod
    def _counted(cls, options: list[NewPollOption]) -> list[NewPollOption]:
        if [option.id for option in options] != [str(number) for number in range(1, len(options) + 1)]:
            raise ValueError('the ids of the options must be "1", "2", … in order, as texts')
        return options


class NewMessage(Body):
    """
    A message to be sent: a text, a poll, attachments, or several of them.

    :param files: what is to be uploaded and attached before (``api.wire.Source``).
    """

    channel_id: str = Field(min_length=1)
    attachments: list[Attachment] | None = None
    auto_detect_links: bool | None = None
    poll: NewPoll | None = None
    replying_to_message_id: str | None = None
    files: tuple[Any, ...] = Field(default=(), exclude=True, repr=False)
    content: Text

    @field_validator("content")
    @classmethod
    def _not_empty(cls, text: str, others: ValidationInfo) -> str:
        if not text.strip() and not any(others.data.get(name) for name in ("poll", "attachments", "files")):
            raise ValueError("the text is empty, and there is neither a poll nor an attachment")
        return text


class MessageChanges(Body):
    """What to change of a message; what is None stays as it is."""

    content: Text | None = None
    attachments: list[Attachment] | None = None
    is_pinned: bool | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.sent():
            raise ValueError("there is nothing to change: give content, attachments or is_pinned")
        return self


class Deletion(Body):
    """What to make of a message that is not there; nothing of it is sent."""

    missing_ok: bool = False


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
    attachments: Sequence[Any] | None = None,
    is_pinned: bool | None = None,
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
