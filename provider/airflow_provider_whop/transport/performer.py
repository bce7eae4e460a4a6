"""What every client does with a step that needs no network: keep the pace, tell the time, write to the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import converse
from airflow_provider_whop.api.pace import Pace
from airflow_provider_whop.api.printable import one_line
from airflow_provider_whop.api.retry import asked_wait, is_limited
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Moment, Note, Now, Pause, R, Reply, Request, Step, Steps, Turn
from airflow_provider_whop.transport.present import now
from airflow_provider_whop.transport.terms import Log


class Performer:
    """One connection's settings, pace and log."""

    def __init__(self, settings: Settings, log: Log | None) -> None:
        self.settings = settings
        self._pace = Pace(settings.rate_limit)
        self._log: Log = log or logging.getLogger(__name__)

    def ask(self, call: Call[R]) -> Steps[R]:
        """Give one call as a conversation, to be part of a larger one."""
        return converse(call, self.settings)

    def _heeded(self, request: Request, reply: Reply) -> Reply:
        """Let a limit that Whop tells of hold for the requests to come, no longer than a call may wait altogether."""
        if is_limited(reply):
            self._pace.hold(request.operation, min(asked_wait(reply) or 0.0, self.settings.max_wait), monotonic())
        return reply

    @contextmanager
    def _waited_for(self, step: Step) -> Iterator[float]:
        """Give the seconds that this step has to be waited for; who is interrupted meanwhile gives its turn back."""
        try:
            yield self._wait(step)
        except BaseException:
            if isinstance(step, Turn):
                self._pace.give_back(step.operation, monotonic())
            raise

    def _wait(self, step: Step) -> float:
        if isinstance(step, Turn):
            return self._pace.turn(step.operation, monotonic())
        return step.seconds if isinstance(step, Pause) else 0.0

    def _told(self, note: Note) -> str:
        """Write a line that is no other's, though it holds what Whop has said."""
        return self.settings.without_key(one_line(note.text))

    def _at_hand(self, step: Step) -> Moment | None:
        """Do what needs nobody else."""
        if isinstance(step, Note):
            self._log.log(logging.WARNING if step.warning else logging.INFO, "%s", self._told(step))
        return Moment(now()) if isinstance(step, Now) else None
