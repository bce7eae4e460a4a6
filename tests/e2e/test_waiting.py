"""The sensor on a real Airflow 3.3: every mode, one run after another, a cleared run, a killed triggerer."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import PROCESSES, RealAirflow

DAGS = ("waits_poke", "waits_reschedule", "waits_deferrable")
WAITING = {"waits_poke": "running", "waits_reschedule": "up_for_reschedule", "waits_deferrable": "deferred"}
TEXT = "a customer's own words"


def begin(airflow: RealAirflow) -> dict[str, str]:
    """Start a run of each; gives their ids once all of them wait."""
    runs = {dag_id: airflow.trigger(dag_id) for dag_id in DAGS}
    for dag_id, run in runs.items():
        airflow.wait_until(
            lambda dag_id=dag_id, run=run: airflow.task(dag_id, run, "wait")["state"] == WAITING[dag_id],
            90,
            f"{dag_id} did not wait",
        )
    return runs


def given(airflow: RealAirflow, runs: dict[str, str]) -> dict[str, list[str]]:
    """Wait for the end of the runs; gives the ids that each was given."""
    for dag_id, run in runs.items():
        assert "success" == airflow.finished(dag_id, run)
    return {dag_id: ids(airflow.xcom(dag_id, run, "wait")) for dag_id, run in runs.items()}


def ids(returned: dict[str, Any]) -> list[str]:
    return [message["id"] for message in returned["messages"]]


@pytest.fixture(scope="module")
def rounds(airflow: RealAirflow, shared_whop: WhopEmulator) -> list[tuple[str, dict[str, str], dict[str, list[str]]]]:
    """Two rounds: the message that was written, the runs that waited for it, and what they were given."""
    airflow.unpause(*DAGS)
    done = []
    for number in range(2):
        runs = begin(airflow)
        if number:
            os.kill(airflow.process("triggerer"), signal.SIGKILL)
            airflow.launch("triggerer", *PROCESSES["triggerer"])
        written = shared_whop.customer_writes("ada", f"{TEXT} {number}")
        done.append((written["id"], runs, given(airflow, runs)))
    return done


def test_each_run_is_given_what_came_while_it_waited_and_no_other(rounds: Any) -> None:
    for written, _, told in rounds:
        assert {key: [written] for key in DAGS} == told


def test_a_cleared_run_is_given_its_own_again(airflow: RealAirflow, rounds: Any) -> None:
    _, runs, told = rounds[0]
    for dag_id, run in runs.items():
        airflow.clear(dag_id, run, "wait")
    assert told == given(airflow, runs)


def test_the_texts_are_there_where_they_were_asked_for_and_in_no_log(airflow: RealAirflow, rounds: Any) -> None:
    _, runs, _ = rounds[1]
    (message,) = airflow.xcom("waits_deferrable", runs["waits_deferrable"], "wait")["messages"]
    assert f"{TEXT} 1" == message["content"]
    logs = [path for path in airflow.home.rglob("*") if path.suffix in (".log", ".out")]
    assert logs
    assert [] == [str(path) for path in logs if TEXT in path.read_text(errors="replace")]


def test_what_a_killed_worker_has_found_is_given_to_its_retry(airflow: RealAirflow, shared_whop: WhopEmulator) -> None:
    airflow.unpause("waits_and_dies")
    run = airflow.trigger("waits_and_dies")
    airflow.wait_until(lambda: airflow.task("waits_and_dies", run, "wait")["state"] == "running", 60, "no wait")
    written = shared_whop.customer_writes("ben", TEXT)["id"]
    assert "success" == airflow.finished("waits_and_dies", run)
    assert 2 == airflow.task("waits_and_dies", run, "wait")["try_number"]
    assert [written] == ids(airflow.xcom("waits_and_dies", run, "wait"))


def test_two_runs_at_once_are_refused(airflow: RealAirflow, shared_whop: WhopEmulator) -> None:
    airflow.unpause("waits_twice_at_once")
    first = airflow.trigger("waits_twice_at_once")
    airflow.wait_until(lambda: airflow.task("waits_twice_at_once", first, "wait")["state"] == "deferred", 60, "no wait")
    second = airflow.trigger("waits_twice_at_once")
    assert "failed" == airflow.finished("waits_twice_at_once", second)
    assert any("max_active_runs=1" in str(line) for line in airflow.log("waits_twice_at_once", second, "wait"))
    shared_whop.customer_writes("ben", TEXT)
    assert "success" == airflow.finished("waits_twice_at_once", first)


def test_a_wait_in_vain_is_skipped_where_that_is_asked_for(airflow: RealAirflow) -> None:
    airflow.unpause("waits_in_vain")
    run = airflow.trigger("waits_in_vain")
    assert "success" == airflow.finished("waits_in_vain", run)
    assert {"skipped"} == {task["state"] for task in airflow.tasks("waits_in_vain", run)}
