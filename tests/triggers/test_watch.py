"""A watch whose trigger is cancelled and begun again all the time, as where two triggerers take it from each other."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from airflow_provider_whop.api.inbox.handled import Handled
from airflow_provider_whop.assets.memory import TOLD, Memory
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.triggers import watch
from one_watch import POLL, Watching, looked, looks, until, watcher, writes
from store import Stores

pytestmark = pytest.mark.usefixtures("connection", "stores")

LIFE = 2 * POLL
"""Seconds that a trigger lives."""
LIVES = 100


@pytest.fixture
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Airflow answer later than a trigger lives."""
    answer = Memory.ahandled

    async def ahandled(memory: Memory) -> Handled | None:
        await asyncio.sleep(1.5 * LIFE)
        return await answer(memory)

    monkeypatch.setattr(Memory, "ahandled", ahandled)


async def lives(whop: WhopEmulator) -> list[dict[str, Any]]:
    """Let one trigger after another live until one has fired."""
    last = Watching(watcher())
    await looked(whop)
    await writes(whop, "help")
    for _ in range(LIVES):
        await asyncio.sleep(LIFE)
        await last.stop()
        if last.fired:
            break
        last = Watching(watcher())
    return last.fired


@pytest.mark.usefixtures("_slow")
def test_it_fires_though_no_trigger_lives_until_airflow_has_answered(whop: WhopEmulator) -> None:
    (event,) = asyncio.run(lives(whop))
    assert 1 == event["count"]
    assert 1 == len({entry.peer for entry in whop.requests})


def test_it_polls_for_a_while_after_its_last_trigger_and_no_longer(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def left_alone() -> tuple[int, int]:
        watching = Watching(watcher())
        await looked(whop)
        await watching.stop()
        await until(lambda: not any(other.goes_on for other in watch._WATCHES.values()))
        before = looks(whop)
        await asyncio.sleep(5 * POLL)
        return len(watch._WATCHES), looks(whop) - before

    monkeypatch.setattr(watch, "OUTLIVES", LIFE)
    assert (0, 0) == asyncio.run(left_alone())


def test_one_that_was_left_alone_for_too_long_begins_anew(whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    async def comes_back() -> list[dict[str, Any]]:
        first = Watching(watcher())
        await looked(whop)
        await first.stop()
        await until(lambda: not watch._WATCHES)
        await writes(whop, "meanwhile")
        second = Watching(watcher())
        return await second.has_fired(1)

    monkeypatch.setattr(watch, "OUTLIVES", LIFE)
    assert 1 == asyncio.run(comes_back())[0]["count"]


def test_one_that_is_taken_up_again_is_told_with_the_first_look(whop: WhopEmulator, stores: Stores) -> None:
    async def taken_up() -> list[dict[str, Any]]:
        return await Watching(watcher(poll_interval=3600)).has_fired(1)

    began = datetime.now(UTC) - timedelta(minutes=1)
    stores.of("inbox").set(TOLD, {"since": {"at": began.isoformat()}})
    whop.customer_writes("ada", "help")
    assert 1 == asyncio.run(taken_up())[0]["count"]
    assert 1 == looks(whop)


def test_each_asset_has_a_watch_of_its_own(whop: WhopEmulator) -> None:
    async def two() -> list[str]:
        watchings = [Watching(watcher(asset)) for asset in ("inbox", "other")]
        await looked(whop, 4)
        await writes(whop, "help")
        return [(await watching.has_fired(1))[0]["asset"] for watching in watchings]

    assert ["inbox", "other"] == asyncio.run(two())


def test_a_watch_that_begins_while_another_goes_on_is_told_of_nothing_that_was_there_before(whop: WhopEmulator) -> None:
    async def begins_later() -> tuple[datetime, datetime]:
        Watching(watcher(poll_interval=60))
        await looked(whop, 1)
        await asyncio.sleep(2)  # Whop tells its time in whole seconds
        before = datetime.now(UTC)
        Watching(watcher("other", poll_interval=60))
        await until(lambda: Memory("other").told())
        told = Memory("other").told()
        assert told is not None
        return before, told.since.at

    before, begins = asyncio.run(begins_later())
    assert begins > before - timedelta(seconds=1.5)
