"""Those who wait with one connection on one event loop: one client, one pace, and one answer to what several ask.

What is shared is what Whop has said, and what a look has found for the very same question. A result is as good as a
new one to whoever knows of nothing later; so no wait is the longer for it, and the pages of a look stay in order. An
error is told only to those who were waiting for it when it came: what was refused then may be granted now.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf
from time import monotonic
from typing import Any, Generic, cast

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.course import Course, watched
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Outcome, R, Response, Step, Steps, Unreachable
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from airflow_provider_whop.triggers.asker import Answer, Asker, answer_of

MOST_BYTES = 64 * 1024 * 1024
"""Of answers that are kept for others, as estimated; where it is more, all are let go but those asked for just now."""
IN_MEMORY = 7
"""Bytes in memory for each of Whop's: 47 kB that tell of a hundred messages become values of 280 kB."""
FOUND = 1500
"""Bytes in memory of a message that a look has found."""
SELDOM = 1.0
"""Seconds after which the next answer lets go of what nobody takes any more: that costs something for each answer."""


@dataclass(slots=True)
class _Question(Generic[R]):
    """A step that no transport sees; whoever performs the conversation puts the answer in."""

    call: Call[R]
    answer: Answer[R] | None = None


@dataclass(slots=True)
class _Place:
    """
    Where the answer to one question is.

    From ``until`` on only those take it who were waiting when it came: those who were told look again then. Whoever has
    waited takes it however long that was, or all would ask one after the other where Whop is slower than they look.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    answer: Answer[Any] | None = None
    until: float = 0.0

    def answer_for(self, asker: Asker, here: float) -> Answer[Any] | None:
        """Give the answer where it is good for one who has waited since ``here``; else one has to ask."""
        answer = self.answer
        if answer is None or not asker.takes(answer):
            return None
        lasts = answer.error is None and monotonic() < self.until
        return answer if answer.came >= here or lasts else None

    @property
    def weight(self) -> int:
        """About how many bytes its answer takes; a page is weighed where Whop was asked, and not in what it led to."""
        reply, result = (self.answer.reply, self.answer.result) if self.answer else (None, None)
        bytes_read = len(reply.body) if isinstance(reply, Response) else 0
        return IN_MEMORY * bytes_read + FOUND * (len(result.messages) if isinstance(result, News) else 0)


class Together:
    """One client, and what was answered over it of late; ``here`` is how many wait with it."""

    def __init__(self, settings: Settings, log: Any) -> None:
        self._client = AsyncWhopClient(settings, log)
        self._places: dict[Hashable, _Place] = {}
        self._bytes, self._due = 0, 0.0
        self.here = 0

    async def close(self) -> None:
        """Close the client."""
        await self._client.close()

    def ask(self, call: Call[R]) -> Steps[R]:
        """Give one call as a conversation that ``look`` performs; whoever watches it sees Whop's reply."""
        question = _Question(call)
        yield cast("Step", question)
        return cast("Answer[R]", question.answer).given()

    async def look(self, question: Hashable, steps: Steps[R], asker: Asker) -> R:
        """Perform a conversation to its end, or give what came of the same question where somebody else has put it."""
        return (await self._answered(question, partial(self._found, steps, asker), asker)).given()

    async def _found(self, steps: Steps[R], asker: Asker) -> Answer[R]:
        """Make an answer that is as old as those that it was made from."""
        answer = await answer_of(self._run(steps, asker))
        return answer if asker.asked is None else replace(answer, asked=asker.asked, came=asker.knows)

    async def _run(self, steps: Steps[R], asker: Asker) -> R:
        course = Course(steps)
        while course.step is not None:
            step = cast("Any", course.step)
            if isinstance(step, _Question):
                step.answer = await self._answered(step.call, partial(self._asked, step.call), asker)
                course.go_on(step.answer.reply)
            else:
                course.go_on(await self._client.run(_only(step)))
        return course.result

    async def _answered(self, key: Hashable, ask: Callable[[], Awaitable[Answer[R]]], asker: Asker) -> Answer[R]:
        """Give the last answer; all who need a newer one have their turn, and so the first of them asks for all."""
        place, here = self._places.setdefault(key, _Place()), monotonic()
        async with place.turn:
            answer = place.answer_for(asker, here) or await self._new(place, ask)
            place.until = max(place.until, answer.asked + asker.every)
        asker.told(answer)
        return answer

    async def _new(self, place: _Place, ask: Callable[[], Awaitable[Answer[R]]]) -> Answer[R]:
        """Put an answer in its place."""
        answer = await ask()
        place.answer, place.until = answer, 0.0
        self._bytes += place.weight
        self._tidy()
        return answer

    async def _asked(self, call: Call[R]) -> Answer[R]:
        replies: list[Outcome] = []
        answer = await answer_of(self._client.run(watched(self._client.ask(call), replies.append)))
        reply = next(reply for reply in reversed(replies) if isinstance(reply, (Response, Unreachable)))
        return replace(answer, reply=reply)

    def _tidy(self) -> None:
        """
        Let go of what nobody will take any more; of all that nobody asks just now, where it has become too much.

        Does nothing where that was just now and it is not too much, so that one of a thousand who wait costs what one
        of ten does.
        """
        now = monotonic()
        if self._bytes <= MOST_BYTES and now < self._due:
            return
        self._due, kept_from = now + SELDOM, inf if self._weight() > MOST_BYTES else now
        self._places = {key: kept for key, kept in self._places.items() if kept.turn.locked() or kept_from < kept.until}
        self._bytes = self._weight()

    def _weight(self) -> int:
        return sum(place.weight for place in self._places.values())


@asynccontextmanager
async def joined(settings: Settings, log: Any) -> AsyncIterator[Together]:
    """Be with those who have the same settings, for as long as the block lasts; the last closes the client."""
    key = asyncio.get_running_loop(), settings
    together = _TOGETHER.get(key) or _TOGETHER.setdefault(key, Together(settings, log))
    together.here += 1
    try:
        yield together
    finally:
        together.here -= 1
        if not together.here:
            del _TOGETHER[key]
            await together.close()


_TOGETHER: dict[tuple[asyncio.AbstractEventLoop, Settings], Together] = {}


def _only(step: Step) -> Steps[Outcome]:
    return (yield step)
