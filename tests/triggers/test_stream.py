"""One poll for all assets that ask the same, in Airflow's own shared streams: who is told what, and what is kept."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from airflow_provider_whop.api.inbox.bell import Told
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.assets.memory import TOLD, Memory
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.triggers.stream import Group, Look
from airflow_provider_whop.triggers.subscriber import Subscriber
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger
from store import Stores

streams = pytest.importorskip("airflow.triggers.shared_stream", reason="Airflow shares streams from 3.3 on")
pytestmark = pytest.mark.usefixtures("connection")

POLL = 0.2
SOME = 20


class Triggerer:
    """As much of Airflow's triggerer as shared streams need; ``persists`` says whether it keeps what is fired."""

    def __init__(self) -> None:
        self.fired: dict[str, list[dict[str, Any]]] = {}
        self.persists = True
        self._manager = streams.SharedStreamManager()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._seqs = iter(range(1, 10_000))

    def start(self, asset: str, poll_interval: float = POLL) -> None:
        trigger = WhopSupportMessageEventTrigger(asset=asset, poll_interval=poll_interval)
        self._tasks[asset] = asyncio.ensure_future(self._run(len(self._tasks), trigger))

    async def stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await self._manager.stop_all()

    async def has_told(self, *assets: str) -> None:
        async with asyncio.timeout(10):
            while not all(self.fired.get(asset) for asset in assets):  # noqa: ASYNC110  nobody would set an event
                await asyncio.sleep(0.01)

    async def _run(self, trigger_id: int, trigger: WhopSupportMessageEventTrigger) -> None:
        key = trigger.shared_stream_key()
        stream = self._manager.subscribe(trigger_id=trigger_id, trigger=trigger, key=key)
        try:
            async for event in trigger.filter_shared_stream(stream):
                self.fired.setdefault(trigger.asset, []).append(event.payload)
                seq = self._manager.bind_pending_event(trigger_id=trigger_id, key=key)
                if self.persists and seq is not None:
                    self._manager.confirm_persisted([seq])
        finally:
            await self._manager.unsubscribe(trigger_id, key)


def within(play: Callable[[Triggerer], Awaitable[Any]]) -> Any:
    async def played() -> Any:
        triggerer = Triggerer()
        try:
            return await play(triggerer)
        finally:
            await triggerer.stop()

    return asyncio.run(played())


def watched_since_a_minute(stores: Stores, *assets: str) -> None:
    for asset in assets:
        began = datetime.now(UTC) - timedelta(minutes=1)
        stores.of(asset).set(TOLD, {"since": {"at": began.isoformat()}})


def looks(whop: WhopEmulator) -> int:
    return sum(entry.operation == "listSupportChannels" for entry in list(whop.requests))


ASSETS = [f"inbox_{number}" for number in range(SOME)]


def test_any_number_of_assets_costs_one_poll(whop: WhopEmulator, stores: Stores) -> None:
    async def play(triggerer: Triggerer) -> tuple[int, float]:
        for asset in ASSETS:
            triggerer.start(asset)
        await triggerer.has_told(*ASSETS)
        before, began = looks(whop), time.monotonic()
        await asyncio.sleep(5 * POLL)
        return looks(whop) - before, (time.monotonic() - began) / POLL

    watched_since_a_minute(stores, *ASSETS)
    whop.customer_writes("ada", "help")
    polls, intervals = within(play)
    assert 1 <= polls <= intervals + 1
    assert 1 == len({entry.peer for entry in whop.requests})


def test_a_quiet_look_is_heard_by_none_and_what_comes_then_by_all(
    whop: WhopEmulator, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it cost anything else for each: all have remembered where they are."""
    met: list[str] = []

    def counted(name: str) -> None:
        method = getattr(Subscriber, name)

        async def counting(subscriber: Subscriber, *looks: Look) -> Any:
            met.append(subscriber.asset)
            return await method(subscriber, *looks)

        monkeypatch.setattr(Subscriber, name, counting)

    async def has_looked(times: int) -> None:
        enough = looks(whop) + times
        async with asyncio.timeout(20):
            while looks(whop) < enough:  # noqa: ASYNC110  nobody would set an event
                await asyncio.sleep(0.01)

    async def play(triggerer: Triggerer) -> list[dict[str, Any]]:
        for asset in ("first", "second"):
            triggerer.start(asset)
        await has_looked(3)  # one of them may have come amid the first
        assert {"first", "second"} == set(met)
        met.clear()
        await has_looked(4)
        assert [] == met
        await asyncio.to_thread(whop.customer_writes, "ada", "help")
        await triggerer.has_told("first", "second")
        return triggerer.fired["first"] + triggerer.fired["second"]

    for name in ("hear", "recall"):
        counted(name)
    watched_since_a_minute(stores, "first", "second")
    assert {1} == {event["count"] for event in within(play)}


def test_a_watch_that_is_taken_up_again_is_told_with_the_first_look(whop: WhopEmulator, stores: Stores) -> None:
    """A triggerer that is restarted more often than it polls would never tell it else."""

    async def play(triggerer: Triggerer) -> list[dict[str, Any]]:
        triggerer.start("inbox", poll_interval=3600)
        await triggerer.has_told("inbox")
        return triggerer.fired["inbox"]

    watched_since_a_minute(stores, "inbox")
    whop.customer_writes("ada", "help")
    assert 1 == within(play)[0]["count"]
    assert 1 == looks(whop)


def test_a_look_reaches_back_to_the_mark_of_who_has_come_since_the_last_one(stores: Stores) -> None:
    async def play() -> list[datetime]:
        group, log = Group(), logging.getLogger(__name__)
        with group.joined("later", log):
            await group.recall()
            before = group.interval().since.at
            with group.joined("earlier", log):
                await group.recall()
                return [before, group.interval().since.at]

    later = datetime.now(UTC)
    earlier = later - timedelta(hours=1)
    for asset, began in (("later", later), ("earlier", earlier)):
        stores.of(asset).set(TOLD, {"since": {"at": began.isoformat()}})
    assert [later, earlier] == asyncio.run(play())


def test_a_memory_that_cannot_be_read_keeps_no_look_from_the_others(
    stores: Stores, caplog: pytest.LogCaptureFixture
) -> None:
    async def play() -> datetime:
        group, log = Group(), logging.getLogger(__name__)
        with group.joined("good", log), group.joined("bad", log):
            await group.recall()
            return group.interval().since.at

    began = datetime.now(UTC) - timedelta(minutes=1)
    stores.of("good").set(TOLD, {"since": {"at": began.isoformat()}})
    stores.of("bad").set(TOLD, {"since": "of another version"})
    assert began == asyncio.run(play())
    assert "memory of asset bad could not be read" in caplog.text


def test_a_look_that_is_heard_while_the_memory_is_being_read_is_not_forgotten(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = Watermark(at=datetime.now(UTC) - timedelta(minutes=1))
    until = Watermark(at=datetime.now(UTC))
    read = Memory.ahandled

    async def play() -> Watermark | None:
        gates = [asyncio.Event()]

        async def ahandled(memory: Memory) -> Any:
            if gates:
                await gates.pop().wait()
            return await read(memory)

        monkeypatch.setattr(Memory, "ahandled", ahandled)
        subscriber, gate = Subscriber("inbox", logging.getLogger(__name__)), gates[0]
        recalling = asyncio.ensure_future(subscriber.recall())
        await asyncio.sleep(0)
        await subscriber.hear(Look(News(messages=(), interval=Interval(since=began, until=until))))
        gate.set()
        await recalling
        return subscriber.mark

    stores.of("inbox").set(TOLD, Told(since=began).model_dump(mode="json"))
    assert until == asyncio.run(play())


def test_who_comes_later_is_told_what_it_has_missed(whop: WhopEmulator, stores: Stores) -> None:
    async def play(triggerer: Triggerer) -> list[dict[str, Any]]:
        triggerer.start("first")
        await triggerer.has_told("first")
        triggerer.start("second")
        await triggerer.has_told("second")
        return triggerer.fired["second"]

    watched_since_a_minute(stores, "first", "second")
    whop.customer_writes("ada", "help")
    assert 1 == within(play)[0]["count"]


def test_what_was_rung_for_is_written_down_when_airflow_has_kept_it(whop: WhopEmulator, stores: Stores) -> None:
    async def play(triggerer: Triggerer) -> None:
        triggerer.start("inbox")
        async with asyncio.timeout(10):
            while not stores.of("inbox").get(TOLD).get("mark"):  # noqa: ASYNC110  nobody would set an event
                await asyncio.sleep(0.01)

    watched_since_a_minute(stores, "inbox")
    written = whop.customer_writes("ada", "help")
    within(play)
    assert written["id"] in str(stores.of("inbox").get(TOLD)["mark"])


def test_what_airflow_has_not_kept_is_not_written_down(whop: WhopEmulator, stores: Stores) -> None:
    async def play(triggerer: Triggerer) -> None:
        triggerer.persists = False
        triggerer.start("inbox")
        await triggerer.has_told("inbox")
        await asyncio.sleep(2 * POLL)

    watched_since_a_minute(stores, "inbox")
    whop.customer_writes("ada", "help")
    within(play)
    assert "mark" not in stores.of("inbox").get(TOLD)


def test_a_memory_that_cannot_be_written_does_not_end_the_poll(whop: WhopEmulator, stores: Stores) -> None:
    async def play(triggerer: Triggerer) -> int:
        triggerer.start("inbox")
        await triggerer.has_told("inbox")
        stores.broken = True
        before = looks(whop)
        async with asyncio.timeout(10):
            while looks(whop) < before + 3:  # noqa: ASYNC110  nobody would set an event
                await asyncio.sleep(0.01)
        return looks(whop) - before

    watched_since_a_minute(stores, "inbox")
    whop.customer_writes("ada", "help")
    assert 3 <= within(play)


@pytest.mark.usefixtures("stores")
def test_what_airflow_dropped_is_not_written_down_and_what_it_kept_is() -> None:
    begun = Watermark.since(datetime.now(UTC))
    told = {asset: Told(since=begun, mark=begun) for asset in ("kept", "dropped")}
    news = News(messages=(), interval=Interval(since=begun))

    def item(asset: str) -> Any:
        outcome = SimpleNamespace(is_clean=asset == "kept")
        return SimpleNamespace(outcome=outcome, broker_payload=Look(news, {asset: told[asset]}))

    stream = WhopSupportMessageEventTrigger(asset="kept").stream()
    asyncio.run(stream.advance([item("kept"), item("dropped")]))
    assert (told["kept"], None) == (Memory("kept").told(), Memory("dropped").told())


def test_nobody_polls_before_somebody_watches(whop: WhopEmulator) -> None:
    async def polled() -> None:
        stream = WhopSupportMessageEventTrigger(asset="inbox", poll_interval=POLL).stream()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(stream.open_stream()), 3 * POLL)
        await stream.aclose()

    asyncio.run(polled())
    assert 0 == looks(whop)


def test_nobody_polls_when_nobody_watches_any_more(whop: WhopEmulator, stores: Stores) -> None:
    async def play(triggerer: Triggerer) -> int:
        triggerer.start("inbox")
        await triggerer.has_told("inbox")
        await triggerer.stop()
        before = looks(whop)
        await asyncio.sleep(3 * POLL)
        return looks(whop) - before

    watched_since_a_minute(stores, "inbox")
    whop.customer_writes("ada", "help")
    assert 0 == within(play)
