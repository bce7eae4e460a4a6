"""A conversation that has to be over soon: after its last moment nothing is begun any more, and no body leaves."""

from __future__ import annotations

from typing import cast

from airflow_provider_whop.api.course import Course
from airflow_provider_whop.api.errors import WhopUnreachable
from airflow_provider_whop.api.fate import Fate, fate_of
from airflow_provider_whop.api.wire import Moment, Now, Pause, R, Reply, Request, Step, Steps, Turn, Unreachable


class Hurry:
    """
    Holds one conversation to its time, and can tell at any moment what giving it up would mean.

    :param seconds: from the first step on; a wait that would last longer is not begun.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = 0.0
        self._unsure = False
        self._reason = ""

    def steps(self, steps: Steps[R]) -> Steps[R]:
        """
        Pass the conversation on.

        :raises WhopUnreachable: its time was over.
        """
        self._end = cast("Moment", (yield Now())).at + self.seconds
        course = Course(steps)
        while course.step is not None:
            if isinstance(course.step, Request | Turn | Pause):
                self._refuse_late(course.step, cast("Moment", (yield Now())).at)
            if isinstance(course.step, Request):
                course.go_on((yield from self._requested(course.step)))
            else:
                course.go_on((yield course.step))
        return course.result

    def over(self) -> WhopUnreachable:
        """Tell that the time is over, and whether the message may be there all the same."""
        became = "it may be in its channel all the same" if self._unsure else "it was not sent"
        reason = f" (the last time: {self._reason})" if self._reason else ""
        sentence = f"The {self.seconds:g} s that the message has were over before Whop had answered{reason}: {became}."
        return WhopUnreachable(sentence, written=self._unsure)

    def _refuse_late(self, step: Step, now: float) -> None:
        if now + (step.seconds if isinstance(step, Pause) else 0.0) >= self._end:
            raise self.over()

    def _requested(self, request: Request) -> Steps[Reply]:
        """Make a request; one with a body may have landed from the moment that it is made."""
        before, self._unsure = self._unsure, self._unsure or request.body is not None
        start_by = self._end if request.start_by is None else min(request.start_by, self._end)
        reply = cast("Reply", (yield request._replace(start_by=start_by)))
        self._unsure = before or (request.body is not None and _may_have_landed(reply))
        self._reason = reply.reason if isinstance(reply, Unreachable) else f"status {reply.status}"
        return reply


def _may_have_landed(reply: Reply) -> bool:
    too_late = isinstance(reply, Unreachable) and reply.late and not reply.written
    return fate_of(reply) is Fate.UNKNOWN and not too_late
