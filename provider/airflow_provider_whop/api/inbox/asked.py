"""When a question was put, by Whop's clock: read from the answer's ``Date``, and never ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow_provider_whop.api.clock import date_seconds
from airflow_provider_whop.api.course import watched
from airflow_provider_whop.api.wire import Outcome, R, Response, Steps


class Asked:
    """
    Notes when the first request left that was answered with success; ``at`` is None until then, or without a ``Date``.

    ``Date`` was written after the request had come, in whole seconds cut off; less the seconds that the exchange took,
    it cannot be later than the moment of asking. Where the clock of this machine is behind it, that one counts: a mark
    too early costs a few requests, one too late costs messages.
    """

    def __init__(self) -> None:
        self.at: datetime | None = None

    def before(self, seconds: float) -> datetime | None:
        """Give the moment so many seconds earlier."""
        return None if self.at is None else self.at - timedelta(seconds=seconds)

    def watching(self, steps: Steps[R]) -> Steps[R]:
        """Pass a conversation on, and note the first answer of all."""
        return watched(steps, self._note)

    def _note(self, reply: Outcome) -> None:
        if self.at is None and isinstance(reply, Response) and 200 <= reply.status < 300:
            told = date_seconds(reply.headers.get("date", ""))
            self.at = None if told is None else datetime.fromtimestamp(min(told, reply.at) - reply.seconds, UTC)
