"""Somebody who looks again and again, and what was answered: when it was asked for, and whether that is new enough."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, cast

from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.wire import R, Reply


@dataclass(frozen=True, slots=True)
class Answer(Generic[R]):
    """
    What came of a question that may be of use to others: a result, or an error.

    ``asked`` and ``came`` are moments of a clock that does not jump; ``reply`` is Whop's, where it was one call.
    """

    asked: float
    came: float
    result: R | None = None
    error: WhopError | None = None
    reply: Reply | None = None

    def given(self) -> R:
        """Give what was asked for. Raises the WhopError that came instead."""
        if self.error:
            raise self.error.with_traceback(None)  # all who are told would add to it
        return cast("R", self.result)


async def answer_of(found: Awaitable[R]) -> Answer[R]:
    """Make an answer of what is found."""
    asked = monotonic()
    try:
        result = await found
    except WhopError as error:
        return Answer(asked, monotonic(), error=error)
    return Answer(asked, monotonic(), result)


class Asker:
    """
    Somebody who looks every so many seconds, and in each look asks one thing after the other.

    Whoever comes knows what there was until then: a worker has just looked, what was refused may be mended since, and
    a watch that begins is told of nothing that was there before.

    :param every: so many.
    """

    def __init__(self, every: float) -> None:
        self.every = every
        self.asked: float | None = None
        self.knows = monotonic()

    def begin(self) -> None:
        """Begin a look; ``asked`` is then when the first answer that is told in it was asked for."""
        self.asked = None

    @property
    def pause(self) -> float:
        """Seconds until the next look, counted from when the first answer of this one was asked for."""
        now = monotonic()
        return max(0.0, (now if self.asked is None else self.asked) + self.every - now)

    def takes(self, answer: Answer[Any]) -> bool:
        """
        Tell whether an answer was asked for after all that is known came.

        Then a result is as good as one to a question put now. An error need not be: see ``Together``.
        """
        return answer.asked >= self.knows

    def told(self, answer: Answer[Any]) -> None:
        """Know an answer."""
        self.knows = answer.came
        if self.asked is None:
            self.asked = answer.asked
