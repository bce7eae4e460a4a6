"""Over hundreds of histories of an inbox, each of several who share Whop's answers finds what is its own, once.

They look at different intervals, want different things, are cancelled and begin again, and answers take their time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.api.wire import R, Request, Steps
from airflow_provider_whop.triggers import asker, together
from airflow_provider_whop.triggers.asker import Asker
from airflow_provider_whop.triggers.together import Together
from inbox_model import CHANNELS, LARGE, OVERLAP, SETTINGS, START, Event, Go, ModelInbox, Wait, every_event, moment

STEPS = 30
"""Turns of the event loop within which whoever can go on has done so."""
SLOWEST = 2000
LONGEST = 5000
"""Times that somebody is woken in a history; nobody looks without end and gets nowhere."""
EVERY = (1.0, 5.0, 20.0)


class World:
    """The model's clock for all, who sleep until it is their turn; a client of the model's."""

    def __init__(self, model: ModelInbox, random: Random) -> None:
        self.model, self.random = model, random
        self._sleepers: list[tuple[int, asyncio.Future[None]]] = []
        self._woken = 0

    def seconds(self) -> float:
        return self.model.now / 1000

    async def sleep(self, ms: int) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.model.now + ms, woken))
        await woken

    async def goes_on(self) -> None:
        """Let all do what they can, and then the time pass until the next of them is woken."""
        self._woken += 1
        assert self._woken < LONGEST
        for _ in range(STEPS):
            await asyncio.sleep(0)
        self._sleepers = [sleeper for sleeper in self._sleepers if not sleeper[1].done()]
        if self._sleepers:
            first = min(self._sleepers, key=lambda sleeper: sleeper[0])
            self.model.now = max(self.model.now, first[0])
            first[1].set_result(None)

    def ask(self, call: Call[R]) -> Steps[R]:
        return self.model.ask(call)

    async def run(self, steps: Steps[R]) -> R:
        reply = None
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as finished:
                result: R = finished.value
                return result
            reply = await self._answer(step) if isinstance(step, Request) else None

    async def _answer(self, request: Request) -> Any:
        """Whop looks some time after it was asked, and some time before its answer has come."""
        asked = self.model.now
        await self.sleep(self.random.randint(1, SLOWEST))
        answer = self.model.answer(request, asked)
        await self.sleep(self.random.randint(1, SLOWEST))
        return answer._replace(at=moment(self.model.now).timestamp(), seconds=self.seconds() - asked / 1000)

    async def close(self) -> None:
        """There is nothing to close."""


@dataclass
class Waiter:
    """Looks again and again; one that is cancelled goes on from its last mark, as a trigger that is made again."""

    world: World
    shared: Together
    channels: tuple[int, ...]
    every: float
    overlap: int
    mark: Watermark = field(default_factory=lambda: Watermark.since(START))
    found: list[str] = field(default_factory=list)
    looks: int = 0

    def __post_init__(self) -> None:
        self.wanted = Wanted.of(company_id="biz_model", customers=[f"user_{channel}" for channel in self.channels])
        self.task = asyncio.ensure_future(self._looks())

    def begin_again(self) -> None:
        self.task.cancel()
        self.task = asyncio.ensure_future(self._looks())

    async def _looks(self) -> None:
        inbox, who = Inbox(self.shared.ask, self.wanted, overlap=self.overlap / 1000), Asker(self.every)
        while True:
            who.begin()
            interval = Interval(since=self.mark)
            question = self.wanted.model_dump_json(), self.overlap, interval.model_dump_json()
            self._seen(await self.shared.look(question, inbox.news(interval), who))
            await self.world.sleep(round(1000 * who.pause))

    def _seen(self, news: News) -> None:
        assert news.mark.at <= max(self.mark.at, moment(self.world.model.now - self.overlap))
        self.mark = Watermark.model_validate_json(news.mark.model_dump_json())
        self.found += [message.id for message in news.messages]
        self.looks += 1

    def due(self) -> set[str]:
        """Give the ids of what its customers have written after the first mark."""
        written = self.world.model.messages
        return {post.id for post in written if post.at > 0 and not post.team and post.channel in self.channels}


@contextmanager
def shared(world: World) -> Iterator[Together]:
    with (
        patch.object(together, "AsyncWhopClient", lambda *_: world),
        patch.object(together, "monotonic", world.seconds),
        patch.object(asker, "monotonic", world.seconds),
    ):
        yield Together(SETTINGS, None)


def waiters(world: World, answers: Together, many: int) -> list[Waiter]:
    choose = world.random.choice
    filters: tuple[tuple[int, ...], ...] = (tuple(range(CHANNELS)), (0,), (1, 2))
    return [Waiter(world, answers, choose(filters), choose(EVERY), choose((OVERLAP, 2 * OVERLAP))) for _ in range(many)]


async def played(world: World, events: list[Event], answers: Together, many: int) -> list[Waiter]:
    """Live through a history, and then let all look until all that was written has been shown."""
    who = waiters(world, answers, many)
    for event in events:
        if isinstance(event, Go | Wait):
            until = world.model.now + (event.ms if isinstance(event, Wait) else 500)
            while world.model.now < until:
                await world.goes_on()
        else:
            world.model.happens(event)
        if not world.random.randrange(8):
            world.random.choice(who).begin_again()
    until = world.model.now + 2 * OVERLAP + SLOWEST
    await _until(lambda: world.model.now >= until, world, who)
    enough = [waiter.looks + 2 for waiter in who]  # the look that is under way may have asked before all was shown
    await _until(lambda: all(waiter.looks >= looks for waiter, looks in zip(who, enough, strict=True)), world, who)
    for waiter in who:
        waiter.task.cancel()
    return who


async def _until(true: Callable[[], bool], world: World, who: list[Waiter]) -> None:
    """Go on; who waits and has failed is told of at once."""
    while not true():
        await world.goes_on()
        for waiter in who:
            if waiter.task.done():
                waiter.task.result()


# what fails is not made smaller: the seed gives another history then, and it would take minutes
@settings(
    max_examples=100,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    st.lists(st.sampled_from(list(every_event())), min_size=15, max_size=50),
    st.sampled_from([LARGE, CHANNELS]),
    st.integers(2, 6),
    st.integers(0, 10**6),
)
def test_each_finds_what_is_its_own_once(events: list[Event], page: int, many: int, seed: int) -> None:
    world = World(ModelInbox([], page, "place"), Random(seed))  # noqa: S311  it keeps no secret
    with shared(world) as answers:
        who = asyncio.run(played(world, events, answers, many))
    deleted = {post.id for post in world.model.deleted}
    history = f"with seed {seed}, {many} who wait, pages of {page}, in {events!r}"
    for waiter in who:
        assert set() == waiter.due() - set(waiter.found), f"lost {history}"
        assert len(set(waiter.found)) == len(waiter.found), f"repeated {history}"
        assert set() == set(waiter.found) - waiter.due() - deleted, f"not asked for {history}"
