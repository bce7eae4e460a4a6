"""A conversation under way, for whoever performs it: its next step until there is none, then its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic

from airflow_provider_whop.api.wire import Outcome, R, Step, Steps


class Course(Generic[R]):
    """``step`` is what the conversation wants next; None at its end, when ``result`` is there."""

    result: R

    def __init__(self, steps: Steps[R]) -> None:
        self.step: Step | None = None
        self._steps = steps
        self.go_on(None)

    def go_on(self, reply: Outcome) -> None:
        """Hand over what came of the step. Raises what the conversation raises."""
        try:
            self.step = self._steps.send(reply)
        except StopIteration as finished:
            self.step, self.result = None, finished.value


def watched(steps: Steps[R], watch: Callable[[Outcome], None]) -> Steps[R]:
    """Pass a conversation on, and let somebody see what comes of each of its steps."""
    course = Course(steps)
    while course.step is not None:
        reply = yield course.step
        watch(reply)
        course.go_on(reply)
    return course.result
