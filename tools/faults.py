"""Every point at which a send can go wrong, as rows: thrown at the client, at the operator and at strangers alike."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from json import dumps
from socket import create_server
from typing import Any

from airflow_provider_whop.emulator import WhopEmulator

CHANNEL = "exp_lounge"
TEXT = "The **release** is out. " + "Read the notes. " * 60
TIMEOUT = 0.6


@dataclass(frozen=True)
class Row:
    """
    One thing that goes wrong with the first attempt to post ``TEXT``.

    :param fault: of ``WhopEmulator.misbehave``; a callable is asked when the row begins.
    :param options: of the emulator.
    :param settle: of the send.
    :param stranger: somebody else writes the same words a moment earlier.
    :param refused: nobody listens at first.
    """

    name: str
    fault: dict[str, Any] | Callable[[], dict[str, Any]] | None = None
    options: dict[str, Any] = field(default_factory=dict)
    settle: float = 1.2
    stranger: bool = False
    refused: bool = False

    def throw(self, send: Callable[[WhopEmulator, Row], str]) -> Outcome:
        """Let it go wrong while somebody sends; ``send`` gives the outcome in words."""
        with WhopEmulator(port=free_port(), **self.options) as whop:
            self.arrange(whop)
            told = send(whop, self)
            ours = [found for found in whop.messages(CHANNEL) if found["user"]["id"] == whop.user_id]
            requests = Counter(entry.method for entry in whop.requests)
        return Outcome(self.name, len(ours), requests["POST"], requests["GET"], told)

    def arrange(self, whop: WhopEmulator, operation: str = "createMessage") -> None:
        """Let it go wrong with the next request of an operation."""
        if self.stranger:
            whop.member_writes(CHANNEL, "ada", TEXT)
        if self.fault is not None:
            whop.misbehave(operation, **(self.fault() if callable(self.fault) else self.fault))
        if self.refused:
            whop.stop()
            threading.Timer(0.2, whop.start).start()


@dataclass(frozen=True)
class Outcome:
    """What came of one row: messages of ours in the channel, requests that arrived, and what the sender was told."""

    name: str
    messages: int
    posts: int
    looks: int
    told: str

    def __str__(self) -> str:
        """A line of the table."""
        return f"{self.name:40} {self.messages:8} {self.posts:6} {self.looks:6}   {self.told}"


HEAD = f"{'fault':40} {'messages':>8} {'posts':>6} {'looks':>6}   outcome"


def _in_two_seconds() -> dict[str, Any]:
    return {"status": 429, "headers": {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=2))}}


def _told_in_words() -> dict[str, Any]:
    said = {"error": {"type": "rate_limit_exceeded", "message": "Too many requests. Try again in 1 seconds."}}
    return {"status": 429, "body": dumps(said).encode()}


def free_port() -> int:
    """Find a port that can be taken twice."""
    with closing(create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


HTML = {"body": b"<!doctype html><title>Hello</title>", "headers": {"content-type": "text/html"}}

ROWS = (
    Row("connection refused", refused=True),
    Row("reset before the body", {"cut": "headers", "reset": True}),
    Row("reset during the body", {"cut": "body", "reset": True}),
    Row("reset after the body, not accepted", {"cut": "answer", "reset": True}),
    Row("reset after the body, accepted", {"cut": "answer", "reset": True, "accepted": True}),
    Row("closed without an answer, accepted", {"cut": "answer", "accepted": True}),
    Row("time-out, never accepted", {"wait_before": 2 * TIMEOUT, "accepted": False}),
    Row("time-out, accepted before", {"wait_after": 2 * TIMEOUT, "accepted": True}),
    Row("time-out, accepted late", {"wait_before": 2 * TIMEOUT, "accepted": True}),
    *(Row(f"{status}, not accepted", {"status": status}) for status in (500, 502, 503)),
    *(Row(f"{status}, accepted", {"status": status, "accepted": True}) for status in (500, 502, 503)),
    Row("408, not accepted", {"status": 408}),
    Row("409, accepted", {"status": 409, "accepted": True}),
    Row("answer truncated", {"cut": "half", "accepted": True}),
    Row("answer malformed", {"body": b'{"id": "post_', "accepted": True}),
    Row("answer empty", {"body": b"", "accepted": True}),
    Row("answer a web page", {**HTML, "accepted": True}),
    Row("429, seconds in a header", {"status": 429, "headers": {"Retry-After": "1"}}),
    Row("429, a date in a header", _in_two_seconds),
    Row("429, seconds in words", _told_in_words),
    Row("429, no wait told", {"status": 429}),
    Row("accepted, visible 2 s late", {"cut": "answer", "accepted": True}, {"visible_after": 2.0}, settle=3.0),
    Row("a stranger's same words, accepted", {"cut": "answer", "accepted": True}, stranger=True),
    Row("a stranger's same words, not accepted", {"cut": "answer"}, stranger=True),
)
