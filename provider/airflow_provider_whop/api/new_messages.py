"""Messages as they are sent, and changes of them: checked before anything leaves, told by the name of the argument."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from airflow_provider_whop.api.model import Body, Text


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
        if isinstance(given, str) or not isinstance(given, Sequence):
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
