"""Whop's clock, as far as its answers tell it: the ``Date`` header has whole seconds, and is never ahead.

Only of answers that are Whop's own for certain: what says that it failed may come from something in front of Whop.
"""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

from airflow_provider_whop.api.course import watched
from airflow_provider_whop.api.wire import Outcome, R, Response, Steps


class Clock:
    """
    What is known of Whop's clock against ours.

    ``offset`` is the least that it can be ahead of ours (negative: behind), in seconds; None before any answer. Each
    answer can only make it more exact.
    """

    def __init__(self) -> None:
        self.offset: float | None = None

    def watch(self, reply: Outcome) -> None:
        """Learn from an answer."""
        if not isinstance(reply, Response) or not 200 <= reply.status < 300:
            return
        told = date_seconds(reply.headers.get("date", ""))
        if told is not None:
            ahead = told - reply.at
            self.offset = ahead if self.offset is None else max(self.offset, ahead)

    def watching(self, steps: Steps[R]) -> Steps[R]:
        """Pass a conversation on, and learn from all its answers."""
        return watched(steps, self.watch)


def date_seconds(date: str) -> float | None:
    """Read an HTTP date as Unix seconds."""
    try:
        moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None
