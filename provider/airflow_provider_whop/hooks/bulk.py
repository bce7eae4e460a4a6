"""Many messages of one task: each is a send of its own, all are attempted, what became of them is told at the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Required, cast

from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.errors import (
    WhopError,
    WhopInvalidArgument,
    WhopMisconfigured,
    WhopNotAllSent,
    WhopUnauthorized,
)
from airflow_provider_whop.hooks.send import Send, SendOptions

EVERYBODYS = (WhopMisconfigured, WhopUnauthorized)
"""What is wrong with the connection is wrong with every message: it is told once, and at once."""
NAMED = 3
"""Messages whose errors are told in words."""


class BulkMessage(SendOptions, total=False):
    """One message of many: where it goes, its text, and what ``send_message`` takes."""

    channel_id: Required[str]
    content: Required[str]


class Bulk:
    """
    The messages and what becomes of each.

    Without a ``key``, a message is known again by its channel, and by which of the task's bulks it is in.

    :raises WhopInvalidArgument: a message is none; two could not be told apart.
    """

    def __init__(self, messages: Iterable[BulkMessage | Mapping[str, Any]]) -> None:
        given = [dict(message) for message in messages]
        _tell_apart(given)
        name = Send.bulk_name()
        self.sends = [_sends(number, message, name) for number, message in enumerate(given, 1)]
        self._sent: dict[int, SentMessage] = {}
        self._errors: dict[int, WhopError] = {}

    @contextmanager
    def attempt(self, number: int) -> Iterator[None]:
        """Keep what goes wrong with one message, counted from 0, from ending the others."""
        try:
            yield
        except EVERYBODYS:
            raise
        except WhopError as error:
            self._errors[number] = error

    def sent(self, number: int, message: SentMessage) -> None:
        """Tell what became of one message."""
        self._sent[number] = message

    def outcome(self) -> list[SentMessage]:
        """
        Give all messages in their order.

        :raises WhopNotAllSent: some are missing.
        """
        if self._errors:
            raise WhopNotAllSent(self._sentence(), sent=self._sent, errors=self._errors)
        return [self._sent[number] for number in range(len(self.sends))]

    def _sentence(self) -> str:
        """Name the first few that are missing, and why; the others are counted."""
        failed = sorted(self._errors.items())
        told = [f"To {self.sends[number][0].message.channel_id}: {error}" for number, error in failed]
        more = [f"And {len(told) - NAMED} more."] if len(told) > NAMED else []
        lead = f"{len(told)} of {len(self.sends)} messages: not sent, or not for certain."
        return " ".join([lead, *told[:NAMED], *more])


def places(concurrency: int) -> asyncio.Semaphore:
    """
    Let no more than so many be under way.

    :raises WhopInvalidArgument: it is less than 1.
    """
    if concurrency < 1:
        raise WhopInvalidArgument("concurrency: give a number from 1 on.", param="concurrency")
    return asyncio.Semaphore(concurrency)


async def all_of(work: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do everything at once; what one raises ends the others, and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            for one in work:
                group.create_task(one)
    except BaseExceptionGroup as raised:
        raise raised.exceptions[0] from None


def _tell_apart(messages: list[dict[str, Any]]) -> None:
    """Refuse what would be one message to a later try, and so to this one."""
    for name in ("key", "channel_id"):
        counted = Counter(message.get(name) for message in messages if name == "key" or not message.get("key"))
        several = [value for value, count in counted.items() if value and count > 1]
        if several:
            raise WhopInvalidArgument(
                f"{name}: {counted[several[0]]} of the messages have {several[0]!r}: give each a key of its own.",
                param="key",
            )


def _sends(number: int, message: dict[str, Any], name: str) -> list[Send]:
    try:
        channel_id, content = message.pop("channel_id"), message.pop("content")
        options = {**message, "key": message.get("key") or f"{name}, to {channel_id}"}
        return Send.here(channel_id, content, cast("SendOptions", options))
    except KeyError as missing:
        raise WhopInvalidArgument(f"message {number}: it has no {missing}.", param=str(missing)) from None
    except WhopInvalidArgument as refused:
        raise WhopInvalidArgument(f"message {number}: {refused}", param=refused.param) from None
