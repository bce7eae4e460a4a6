"""What the rows about waiting are measured with: how late a loop is, what was polled, and inboxes of any size."""

from __future__ import annotations

import asyncio
import time

import pytest

import deferred
from airflow_provider_whop.emulator import WhopEmulator
from inboxes import BEFORE, fill, quiet_page
from lag import Lag, percentile
from peers import EVERY
from servers import prepared


def test_a_percentile_is_a_value_that_was_seen_and_so_many_do_not_exceed() -> None:
    assert 99 == percentile([*range(1, 101)], 99)
    assert 3 == percentile([3, 1, 2], 99)
    assert 2 == percentile([3, 1, 2], 50)


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 99)


def test_a_loop_that_is_blocked_is_late_by_that_much() -> None:
    async def play() -> float:
        async with Lag() as lag:
            await asyncio.sleep(0.05)
            time.sleep(0.3)  # noqa: ASYNC251  so that it is blocked
            await asyncio.sleep(0.05)
        return max(lag.seen)

    assert 0.28 < asyncio.run(play())


def test_a_sleep_of_the_poll_interval_is_a_poll_and_a_short_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio, "sleep", asyncio.sleep)

    async def play() -> int:
        polls = deferred.Polls()
        await asyncio.sleep(EVERY / 10)
        await asyncio.wait({asyncio.ensure_future(asyncio.sleep(EVERY * 0.9)) for _ in range(3)}, timeout=0.1)
        return polls.seen

    assert 3 == asyncio.run(play())


def test_the_count_of_a_server_is_read_without_being_counted() -> None:
    with prepared(quiet_page()) as server:
        assert [{"connections": 0, "requests": 0}] * 2 == [asyncio.run(deferred.counted(server.url)) for _ in range(2)]


def test_an_inbox_is_as_large_as_it_is_told_to_be_and_some_of_it_is_new() -> None:
    with WhopEmulator(now=lambda: BEFORE) as whop:
        fill(whop.world, 30, 4)
        rooms = [room for room in whop.world.rooms.values() if room.kind == "support"]
        ages = [(whop.world.now() - room.posts[-1].created_at).total_seconds() for room in rooms]
    assert (30, 4) == (len(ages), sum(age < 3600 for age in ages))
