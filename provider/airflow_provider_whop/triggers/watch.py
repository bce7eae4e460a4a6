"""The watch of one asset before Airflow 3.3, which outlives its trigger for a few seconds.

Before 3.2.2 each triggerer takes the watches of all others at every turn. So a trigger is cancelled and begun again
every few seconds, and may never come to an event; what it began goes on here.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from airflow.triggers.base import TriggerEvent

    from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

OUTLIVES = 10.0
"""Seconds within which a trigger that was taken away is back, if it comes back."""


class Watch:
    """
    Polls for one asset, whichever trigger of it is there to tell.

    :param trigger: the one that began it.
    """

    def __init__(self, trigger: WhopSupportMessageEventTrigger) -> None:
        self._trigger = trigger
        self._events: asyncio.Queue[TriggerEvent] = asyncio.Queue(1)
        self._holders = 0
        self._end: asyncio.TimerHandle | None = None
        self._polling = asyncio.get_running_loop().create_task(self._poll())

    @classmethod
    def of(cls, trigger: WhopSupportMessageEventTrigger) -> Watch:
        """Give the one that a trigger like this has begun, or begin it."""
        key = _key(trigger)
        watch = _WATCHES.get(key)
        if watch is None or not watch.goes_on:
            watch = _WATCHES[key] = cls(trigger)
        return watch

    @property
    def goes_on(self) -> bool:
        """Whether it polls, on the running event loop."""
        polling = self._polling
        return not (polling.done() or polling.cancelling()) and polling.get_loop() is asyncio.get_running_loop()

    @contextmanager
    def held(self) -> Iterator[Self]:
        """Have it go on; some time after the last who did so has left, it ends."""
        self._holders += 1
        if self._end:
            self._end.cancel()
        try:
            yield self
        finally:
            self._holders -= 1
            if not self._holders:
                self._end = self._polling.get_loop().call_later(OUTLIVES, self._polling.cancel)

    async def event(self) -> TriggerEvent:
        """Wait for the next event."""
        event = await self._events.get()
        self._events.task_done()
        return event

    async def _poll(self) -> None:
        """Look, and go on as each event is told: what was rung for is written down only then."""
        stream = self._trigger.stream()
        try:
            async for event in self._trigger.filter_shared_stream(stream.alone()):
                await self._events.put(event)
                await self._events.join()
        finally:
            if _WATCHES.get(key := _key(self._trigger)) is self:
                del _WATCHES[key]
            await stream.aclose()


_WATCHES: dict[str, Watch] = {}


def _key(trigger: WhopSupportMessageEventTrigger) -> str:
    return json.dumps(trigger.serialize(), sort_keys=True)
