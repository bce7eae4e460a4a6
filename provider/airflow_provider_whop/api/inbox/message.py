"""What was found, as values that go to XCom and into events: ids and times, and a text only where one is asked for."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from airflow_provider_whop.api.inbox.watermark import Interval, Utc, Watermark
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.model import Kept


class InboxMessage(Kept):
    """
    A new message.

    :param id: the message's id.
    :param channel_id: where it is; Whop's own messages do not tell.
    :param customer_user_id: the channel's customer; None where that is not known, as in a chat channel.
    :param user_id: who wrote it.
    :param created_at: when, by Whop's clock (UTC).
    :param content: its text, where that was asked for; ``repr`` leaves it out.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    channel_id: str
    customer_user_id: str | None = None
    user_id: str
    created_at: Utc
    content: str | None = Field(default=None, repr=False)

    @classmethod
    def of(cls, message: Message, channel_id: str, customer_user_id: str | None, *, include_content: bool) -> Self:
        """Take from a message what is told of it."""
        return cls(
            id=message.id,
            channel_id=channel_id,
            customer_user_id=customer_user_id,
            user_id=message.user.id,
            created_at=message.created_at,
            content=message.content if include_content else None,
        )


class News(BaseModel):
    """
    What one look found: messages by time and id, and the closed interval that they are of.

    ``skipped`` are the ids of the channels that could not be looked into. ``asked_at`` is when the look began, by
    Whop's clock (UTC) and never later; None where that was not told. It goes nowhere.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    messages: tuple[InboxMessage, ...]
    interval: Interval
    skipped: tuple[str, ...] = ()
    asked_at: Utc | None = Field(default=None, exclude=True)

    @property
    def mark(self) -> Watermark:
        """Where the next look begins."""
        return self.interval.until or self.interval.since
