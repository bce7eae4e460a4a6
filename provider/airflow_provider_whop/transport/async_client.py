"""AsyncWhopClient: performs conversations on an event loop, which it never blocks. Never repeats by itself."""

from __future__ import annotations

from asyncio import Semaphore, sleep
from collections.abc import AsyncIterator
from typing import Any, Self

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import walk
from airflow_provider_whop.api.course import Course
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import (
    AsyncKeeper,
    Found,
    Keep,
    Outcome,
    Parcel,
    R,
    Request,
    Step,
    Steps,
    T,
    Turn,
    Weigh,
    Weight,
)
from airflow_provider_whop.transport.over_httpcore import AsyncHttpcoreExchange
from airflow_provider_whop.transport.performer import Performer
from airflow_provider_whop.transport.storage import AsyncStorage
from airflow_provider_whop.transport.stream import aside
from airflow_provider_whop.transport.terms import CONNECTIONS, Log


class AsyncWhopClient(Performer):
    """
    One connection's client on one event loop: pooled, to be closed.

    :param log: where the line of each call goes.
    """

    def __init__(self, settings: Settings, log: Log | None = None) -> None:
        super().__init__(settings, log)
        self._exchange = AsyncHttpcoreExchange(settings)
        self._storage = AsyncStorage(settings, self._log)
        self._free = Semaphore(CONNECTIONS)

    async def send(self, call: Call[R]) -> R:
        """Make one call, with its retries. Raises a WhopError where it fails."""
        return await self.run(self.ask(call))

    def pages(self, call: Call[Page[T]]) -> AsyncIterator[T]:
        """Iterate over all items of a list; a page is fetched when its first item is asked for."""
        return self.iterate(walk(call, self.ask))

    async def run(self, steps: Steps[R], keep: AsyncKeeper | None = None) -> R:
        """
        Perform a conversation to its end.

        :param keep: writes down what the conversation wants kept; without it, nothing is.
        """
        course = Course(steps)
        async with _Connection(self._free) as connection:
            while course.step is not None:
                if isinstance(course.step, Keep) and keep:
                    await keep(course.step.record)
                course.go_on(await self._perform(course.step, connection))
        return course.result

    async def iterate(self, steps: Steps[Any]) -> AsyncIterator[Any]:
        """Perform a conversation step by step, handing out what it finds."""
        course = Course(steps)
        async with _Connection(self._free) as connection:
            while course.step is not None:
                if isinstance(course.step, Found):
                    for item in course.step.items:
                        yield item
                course.go_on(await self._perform(course.step, connection))

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._exchange.close()
        await self._storage.close()

    async def __aenter__(self) -> Self:
        """Use the client for one block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it behind the block."""
        await self.close()

    async def _perform(self, step: Step, connection: _Connection) -> Outcome:
        if isinstance(step, Request):
            reply = self._heeded(step, await self._exchange(step))
            connection.give_back()
            return reply
        if isinstance(step, Parcel):
            return await self._storage(step)
        if isinstance(step, Weigh):
            return Weight(await aside(step.source.weigh))
        with self._waited_for(step) as wait:
            if wait:
                await sleep(wait)
            if isinstance(step, Turn):
                await connection.take()
        return self._at_hand(step)


class _Connection:
    """
    One conversation's claim to a connection of the pool, from its turn until its answer or its end.

    So what a conversation reckons with between the two, the last moment of a body, holds when it is sent: it need not
    wait for others any more.
    """

    def __init__(self, free: Semaphore) -> None:
        self._free = free
        self._taken = False

    async def take(self) -> None:
        if not self._taken:
            await self._free.acquire()
            self._taken = True

    def give_back(self) -> None:
        if self._taken:
            self._taken = False
            self._free.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.give_back()
