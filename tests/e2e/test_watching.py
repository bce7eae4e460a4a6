"""DAGs that messages start, on a real Airflow 3.3: given, left over, given again, paused, and wrongly watched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow


@pytest.fixture(scope="module")
def write(airflow: RealAirflow, shared_whop: WhopEmulator) -> Callable[[str], str]:
    """Let a customer write, once the watch has begun; gives the message's id."""
    airflow.switch_on_watch("watches", "watched")
    airflow.switch_on_watch("watches_and_fails", "failed")
    airflow.unpause("watches_with_anothers")
    return lambda text: str(shared_whop.customer_writes("ben", f"watched {text}")["id"])


def ended(airflow: RealAirflow, dag_id: str) -> list[dict[str, Any]]:
    return [run for run in airflow.runs(dag_id) if run["state"] in ("success", "failed")]


def given(airflow: RealAirflow, run_id: str, dag_id: str = "watches", task_id: str = "given") -> list[str]:
    ids: list[str] = airflow.xcom(dag_id, run_id, task_id)
    return ids


def run_of(airflow: RealAirflow, message: str) -> str:
    """Wait for the run that is given a message."""
    found: list[str] = []

    def there() -> bool:
        found.extend(
            run["dag_run_id"]
            for run in ended(airflow, "watches")
            if run["state"] == "success" and message in given(airflow, run["dag_run_id"])
        )
        return bool(found)

    airflow.wait_until(there, 60, "no run was given the message")
    assert 1 == len(found)
    return found[0]


@pytest.fixture(scope="module")
def rounds(airflow: RealAirflow, write: Callable[[str], str]) -> list[tuple[str, str]]:
    """Two messages, one after the other, and the run that each has started."""
    return [(message, run_of(airflow, message)) for message in map(write, ("one", "two"))]


def test_each_message_starts_a_run_that_is_given_it(airflow: RealAirflow, rounds: list[tuple[str, str]]) -> None:
    for message, run in rounds:
        assert [message] == given(airflow, run)
        assert run.startswith("asset_triggered__")


def test_a_run_that_is_cleared_is_given_its_own_again(airflow: RealAirflow, rounds: list[tuple[str, str]]) -> None:
    message, run = rounds[0]
    airflow.clear("watches", run, "given")
    airflow.wait_until(lambda: airflow.task("watches", run, "given")["try_number"] == 2, 30, "it was not cleared")
    assert "success" == airflow.finished("watches", run)
    assert [message] == given(airflow, run)


def test_a_run_by_hand_is_given_what_is_left(airflow: RealAirflow, rounds: list[tuple[str, str]]) -> None:
    assert rounds
    run = airflow.trigger("watches")
    assert "success" == airflow.finished("watches", run)
    assert [] == given(airflow, run)


def test_what_is_written_while_the_dag_is_paused_is_given_afterwards(
    airflow: RealAirflow, write: Callable[[str], str], rounds: list[tuple[str, str]]
) -> None:
    assert rounds
    airflow.wait_until(lambda: len(ended(airflow, "watches")) == len(airflow.runs("watches")), 60, "runs go on")
    airflow.api("PATCH", "/api/v2/dags/watches", {"is_paused": True})
    message = write("to nobody")
    unpaused = datetime.now(UTC)
    airflow.unpause("watches")
    run_id = run_of(airflow, message)
    assert [message] == given(airflow, run_id)
    (began,) = (run["start_date"] for run in airflow.runs("watches") if run["dag_run_id"] == run_id)
    assert unpaused < datetime.fromisoformat(began)


def test_what_a_killed_worker_had_in_hand_is_given_to_its_retry_and_to_no_other_run(
    airflow: RealAirflow, write: Callable[[str], str]
) -> None:
    dag_id, task_id = "watches_and_dies", "given_to_one_that_dies"
    airflow.switch_on_watch(dag_id, "dead")
    written = [write("three"), write("four")]

    def in_hand() -> list[str]:
        good = (run["dag_run_id"] for run in ended(airflow, dag_id) if run["state"] == "success")
        return [id for run_id in good for id in given(airflow, run_id, dag_id, task_id)]

    airflow.wait_until(lambda: {*written} <= {*in_hand()}, 90, "no run was given the messages")
    assert sorted(written) == sorted(in_hand())
    assert 2 in {airflow.task(dag_id, run["dag_run_id"], task_id)["try_number"] for run in ended(airflow, dag_id)}


def test_a_run_that_fails_is_followed_by_another_until_the_work_is_done(
    airflow: RealAirflow, rounds: list[tuple[str, str]]
) -> None:
    assert rounds
    airflow.wait_until(lambda: len(ended(airflow, "watches_and_fails")) >= 2, 90, "it was not rung for again")
    assert {"failed"} == {run["state"] for run in ended(airflow, "watches_and_fails")}
    run = airflow.api(
        "POST", "/api/v2/dags/watches_and_fails/dagRuns", {"logical_date": None, "conf": {"fails": False}}
    )
    assert "success" == airflow.finished("watches_and_fails", run["dag_run_id"])


def test_an_asset_with_anothers_trigger_is_refused_in_a_sentence(
    airflow: RealAirflow, rounds: list[tuple[str, str]]
) -> None:
    assert rounds
    run = airflow.trigger("watches_with_anothers")
    assert "failed" == airflow.finished("watches_with_anothers", run)
    log = str(airflow.log("watches_with_anothers", run, "given"))
    assert "The watcher of asset 'mistaken' was made with asset='watched'" in log
