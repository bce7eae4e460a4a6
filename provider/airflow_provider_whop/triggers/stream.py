"""One poll of an inbox for all assets that watch it, as a shared stream of Airflow's (3.3), or for one asset alone.

Never ends and never raises: Airflow would start it again every two seconds, whatever the poll interval.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from weakref import WeakValueDictionary

from airflow_provider_whop._compat import shared_stream_producer
from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.inbox.bell import Told
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.triggers.looking import Looking
from airflow_provider_whop.triggers.subscriber import Subscriber

SharedStreamProducer: Any = shared_stream_producer()


@dataclass(frozen=True, slots=True)
class Look:
    """What one poll found; ``rung`` is filled in by each subscriber that rings for it."""

    news: News
    rung: dict[str, Told] = field(default_factory=dict)


class Group:
    """The assets that one poll looks for."""

    def __init__(self) -> None:
        self.subscribers: list[Subscriber] = []
        self._newcomers: list[Subscriber] = []
        self.occupied = asyncio.Event()

    @classmethod
    def of(cls, key: str) -> Group:
        """Give the group that asks this question; it is there for as long as somebody holds it."""
        return _GROUPS.setdefault(key, cls())

    @contextmanager
    def joined(self, asset: str, log: Any) -> Iterator[Subscriber]:
        """Let looks reach back to an asset's mark, for as long as it watches."""
        subscriber = Subscriber(asset, log)
        self.subscribers.append(subscriber)
        self._newcomers.append(subscriber)
        self.occupied.set()
        try:
            yield subscriber
        finally:
            self.subscribers.remove(subscriber)
            if not self.subscribers:
                self.occupied.clear()

    def passed(self, news: News) -> bool:
        """Let all go on to the end of a look that tells none of them anything; False where one has to hear it."""
        since, mark = news.interval.since.at, news.mark
        if news.messages or not all(subscriber.rests(since) for subscriber in self.subscribers):
            return False
        for subscriber in self.subscribers:
            subscriber.go_on(mark)
        return True

    async def recall(self) -> None:
        """Have each newcomer take up where its watch ended, once, so that the next look reaches back to there."""
        while self._newcomers:
            await self._newcomers.pop().recall()

    def interval(self) -> Interval:
        """Give what the next look has to cover: from the oldest mark of all on; where a watch begins, from now on."""
        marks = [mark.at for subscriber in self.subscribers if (mark := subscriber.mark)]
        return Interval(since=Watermark(at=min(marks, default=datetime.now(UTC))))


_GROUPS: WeakValueDictionary[str, Group] = WeakValueDictionary()


class InboxStream(SharedStreamProducer):  # type: ignore[misc]
    """Polls for a group."""

    def __init__(self, group: Group, looking: Looking, log: Any) -> None:
        self._group = group
        self._looking = looking
        self._log = log

    async def open_stream(self) -> AsyncIterator[tuple[Look, Look]]:
        """Give what looks have found, to be told to every subscriber."""
        while True:
            await self._group.occupied.wait()
            await self._group.recall()
            look = await self._look()
            if look and not self._group.passed(look.news):  # so that a quiet look costs the same for any number
                yield look, look
            await asyncio.sleep(self._looking.pause)

    async def alone(self) -> AsyncIterator[Look]:
        """Give the same to one subscriber, without Airflow's word on what it has kept."""
        async for look, _ in self.open_stream():
            yield look
            await self.keep(look)

    async def advance(self, batch: Sequence[Any]) -> None:
        """Write down what was rung for, where Airflow has kept every event of it; else it rings again by itself."""
        for item in batch:
            if item.outcome.is_clean:
                await self.keep(item.broker_payload)

    async def keep(self, look: Look) -> None:
        """Write down what a look has led to."""
        for asset, told in look.rung.items():
            try:
                await Subscriber(asset, self._log).keep(told)
            except Exception as error:  # noqa: BLE001  whatever it is, it must not end the poll
                self._log.warning("What was rung for %s could not be written down: %s", asset, error)

    def get_advance_lane(self, broker_payload: Any) -> None:
        """Put every look into one lane: they are few."""

    async def aclose(self) -> None:
        """Close the client."""
        await self._looking.aclose()

    async def _look(self) -> Look | None:
        try:
            return Look(await self._looking.news(self._group.interval()))
        except WhopError as error:
            self._log.log(logging.ERROR if error.permanent else logging.WARNING, "A look failed: %s", error)
            if error.permanent:
                await self._begin_anew()
        except Exception:  # noqa: BLE001  whatever it is, it must not end the poll
            self._log.exception("A look failed")
        return None

    async def _begin_anew(self) -> None:
        """Let the next look take the connection as it is then."""
        try:
            await self.aclose()
        except Exception as error:  # noqa: BLE001  whatever it is, it must not end the poll
            self._log.warning("The client of a look that failed could not be closed: %s", error)
