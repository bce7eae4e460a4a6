"""A real Airflow 3.3 whose task is killed amid many messages, or with rows that change: each message is there once."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from disasters import impatient
from kill_points import HELD, Killing
from places import venv
from processes import holders
from real_airflow import RealAirflow

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

KILLS = 2
BETWEEN = 8
"""Messages that land between two kills."""


@pytest.fixture(scope="module")
def whop() -> Iterator[WhopEmulator]:
    with WhopEmulator() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def airflow(whop: WhopEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealAirflow]:
    """An Airflow that waits for no answer for longer than a few seconds."""
    place = tmp_path_factory.mktemp("bulk")
    (place / "dags").mkdir()
    for name in ("bulk.py", "asking.py"):
        shutil.copy(Path(__file__).parent / "dags" / name, place / "dags")
    env = {**impatient(whop), "AIRFLOW_CONN_SHOP": json.dumps({"conn_type": "sqlite", "host": ":memory:"})}
    with RealAirflow(venv("airflow-3.3"), place / "home", place / "dags", env, postgres=True) as airflow:
        yield airflow


@pytest.mark.parametrize(("dag_id", "answered_after"), [("bulk", 2.0), ("bulk_one_by_one", 0.5)])
def test_a_task_killed_amid_many_messages_sends_each_once(
    airflow: RealAirflow, whop: WhopEmulator, dag_id: str, answered_after: float
) -> None:
    channels = [whop.add_channel(f"{dag_id} {number}") for number in range(30)]
    before = len(whop.requests)

    def landed() -> list[int]:
        return [len(whop.messages(channel)) for channel in channels]

    def senders() -> set[int]:
        """Find who waits for an answer to a post."""
        held = [
            entry for entry in list(whop.requests)[before:] if entry.operation == "createMessage" and not entry.status
        ]
        return {pid for entry in held for pid in holders(entry.peer, whop.url)}

    airflow.unpause(dag_id, timeout=120)
    whop.misbehave("createMessage", wait_after=answered_after, accepted=True, times=len(channels))
    run = airflow.trigger(dag_id, {"channels": channels})
    for kill in range(1, KILLS + 1):
        airflow.wait_until(lambda kill=kill: sum(landed()) >= kill * BETWEEN, 120, "too few landed", 0.05)
        found = list[int]()
        airflow.wait_until(lambda found=found: found.extend(senders()) or found != [], 30, "nobody sends", 0.05)
        (sender,) = found
        os.kill(sender, signal.SIGKILL)
        assert sum(landed()) < len(channels)
    assert "success" == airflow.finished(dag_id, run, 240)
    assert [1] * len(channels) == landed()
    assert KILLS + 1 == airflow.task(dag_id, run)["try_number"]
    assert [whop.messages(channel)[0]["id"] for channel in channels] == airflow.xcom(dag_id, run, "send")


@pytest.mark.parametrize(
    ("delivery", "fault"),
    [("adopted", {"accepted": True, "wait_after": HELD}), ("sent", {"wait_before": HELD, "cut": "answer"})],
    ids=["it had landed", "it had not"],
)
def test_a_query_that_gives_other_rows_to_the_retry_is_posted_once(
    airflow: RealAirflow, whop: WhopEmulator, delivery: str, fault: dict[str, Any]
) -> None:
    channel, files = whop.add_channel(delivery), len(whop.world.files)
    airflow.unpause("asking", timeout=120)
    whop.misbehave("createMessage", **fault)
    with Killing(whop, "createMessage", 1) as hits:
        run = airflow.trigger("asking", {"channel": channel})
        assert "success" == airflow.finished("asking", run, 240)
    assert 1 == len(hits)
    assert 1 == len(whop.messages(channel))
    assert delivery == airflow.xcom("asking", run, "send")["delivery"]
    assert {"adopted": 1, "sent": 2}[delivery] == len(whop.world.files) - files
