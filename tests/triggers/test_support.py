"""The trigger behind a deferred sensor: it waits through what passes, and ends on what does not."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.triggers.support import WhopSupportMessageTrigger

pytestmark = pytest.mark.usefixtures("connection")


def trigger(whop: WhopEmulator, **arguments: Any) -> WhopSupportMessageTrigger:
    wanted = Wanted.of(company_id=json.loads(whop.connection)["extra"]["company_id"]).model_dump(mode="json")
    interval = Interval(since=Watermark.since(datetime.now(UTC))).model_dump(mode="json")
    return WhopSupportMessageTrigger(**{"wanted": wanted, "interval": interval, "poll_interval": 0.05, **arguments})


async def _event(waiting: WhopSupportMessageTrigger, meanwhile: Any = lambda: None) -> dict[str, Any]:
    task = asyncio.ensure_future(anext(waiting.run()))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(meanwhile)
    return dict((await asyncio.wait_for(task, 10)).payload)


def _written_after_six_looks(whop: WhopEmulator, text: str) -> None:
    deadline = time.monotonic() + 10
    while sum(entry.operation == "listSupportChannels" for entry in whop.requests) < 6:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    whop.customer_writes("ada", text)


def test_it_tells_ids_and_no_text(whop: WhopEmulator) -> None:
    event = asyncio.run(_event(trigger(whop), lambda: whop.customer_writes("ada", "private words")))
    assert "success" == event["status"]
    assert 1 == len(event["news"]["messages"])
    assert "private words" not in str(event)


def test_it_keeps_one_connection_for_the_whole_wait(whop: WhopEmulator) -> None:
    asyncio.run(_event(trigger(whop), lambda: _written_after_six_looks(whop, "help")))
    assert len(whop.requests) > 5
    assert 1 == len({entry.peer for entry in whop.requests})


@pytest.mark.usefixtures("naps")
def test_it_rides_out_what_passes(whop: WhopEmulator) -> None:
    whop.misbehave("listSupportChannels", status=503, times=20)
    event = asyncio.run(_event(trigger(whop), lambda: whop.customer_writes("ada", "help")))
    assert "success" == event["status"]


@pytest.mark.usefixtures("naps")
def test_it_ends_after_too_many_failures_in_a_row(whop: WhopEmulator) -> None:
    whop.misbehave("listSupportChannels", status=503, times=1000)
    event = asyncio.run(_event(trigger(whop, max_failures=2)))
    assert ("error", False) == (event["status"], event["permanent"])
    assert "503" in event["message"]


def test_it_waits_for_a_connection_that_airflow_cannot_give_yet(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mended() -> None:
        monkeypatch.setenv("AIRFLOW_CONN_LATER", whop.connection)
        whop.customer_writes("ada", "help")

    event = asyncio.run(_event(trigger(whop, whop_conn_id="later", max_failures=1000), mended))
    assert "success" == event["status"]


def test_it_ends_at_once_on_what_asking_again_cannot_mend(whop: WhopEmulator) -> None:
    whop.misbehave("listSupportChannels", status=401)
    event = asyncio.run(_event(trigger(whop)))
    assert ("error", True) == (event["status"], event["permanent"])
    assert 1 == len(whop.requests)
    assert whop.key not in event["message"]


def test_it_can_be_made_again_from_what_it_tells_of_itself(whop: WhopEmulator) -> None:
    path, arguments = trigger(whop).serialize()
    assert "airflow_provider_whop.triggers.support.WhopSupportMessageTrigger" == path
    assert arguments == WhopSupportMessageTrigger(**arguments).serialize()[1]


def test_what_a_dag_author_makes_of_it_is_found_where_that_stands(whop: WhopEmulator) -> None:
    class Theirs(WhopSupportMessageTrigger):
        pass

    path, _ = Theirs(**trigger(whop).serialize()[1]).serialize()
    assert f"{__name__}.{Theirs.__qualname__}" == path


def test_one_that_an_older_version_left_behind_can_be_made(whop: WhopEmulator) -> None:
    arguments = trigger(whop).serialize()[1]
    oldest = {name: arguments[name] for name in ("wanted", "interval")}
    assert 60.0 == WhopSupportMessageTrigger(**oldest).poll_interval


def test_its_looks_cost_what_is_new_and_not_what_the_wait_began_with(whop: WhopEmulator) -> None:
    since = Interval(since=Watermark.since("2026-01-01T00:00:00Z"))
    whop.customer_writes("ada", "hello")
    time.sleep(1.1)  # Whop tells its time in whole seconds
    wanted = Wanted.of(company_id="biz_emulator", matching="refund").model_dump(mode="json")
    waiting = trigger(whop, wanted=wanted, interval=since.model_dump(mode="json"), overlap=0)
    event = asyncio.run(_event(waiting, lambda: _written_after_six_looks(whop, "a refund, please")))
    asked = Counter(entry.operation for entry in whop.requests)
    assert 2 == asked["listMessages"] < asked["listSupportChannels"] - 3
    assert since.since == Interval.model_validate(event["news"]["interval"]).since


def test_a_filter_that_a_later_version_left_behind_is_left_out(whop: WhopEmulator) -> None:
    later = trigger(whop)
    later.wanted = {**later.wanted, "mood": "angry"}
    assert "success" == asyncio.run(_event(later, lambda: whop.customer_writes("ada", "help")))["status"]


def test_a_filter_that_this_version_refuses_ends_the_wait_with_its_sentence(whop: WhopEmulator) -> None:
    event = asyncio.run(_event(trigger(whop, wanted={"company_id": "biz_emulator", "matching": r"(\w+)+"})))
    assert ("error", True) == (event["status"], event["permanent"])
    assert event["message"].startswith("matching: a repeat without end")


def test_failures_count_only_in_a_row(whop: WhopEmulator, naps: list[float]) -> None:
    async def waited() -> dict[str, Any]:
        task = asyncio.ensure_future(anext(trigger(whop, max_failures=1).run()))
        for _ in range(3):
            before = len(naps)
            whop.misbehave("listSupportChannels", status=503, times=6)
            async with asyncio.timeout(10):
                while len(naps) < before + 5 or whop.requests[-1].status != 200:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        await asyncio.to_thread(whop.customer_writes, "ada", "help")
        return dict((await asyncio.wait_for(task, 10)).payload)

    assert "success" == asyncio.run(waited())["status"]


def test_all_that_it_was_made_with_is_told(whop: WhopEmulator) -> None:
    told = {"overlap": 1.0, "poll_interval": 2.0, "whop_conn_id": "other", "max_failures": 3}
    assert told.items() <= trigger(whop, **told).serialize()[1].items()
