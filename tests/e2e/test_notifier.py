"""The notifier under a real Airflow 3.3 and 2.11: what it tells, how often, how long it takes, and what it never harms.

It needs a PostgreSQL server, as tests/e2e/test_disasters_211.py does.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from notifier_stage import Stage, staged

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

CONNECTIONS = ("default", "dead_port", "hanging", "refused")
TOLD_OF = [f"{kind}_{name}" for kind in ("fails", "succeeds") for name in CONNECTIONS] + ["dies"]
LATE = [f"late_{name}" for name in CONNECTIONS]
ASKING = [f"asks_{name}" for name in CONNECTIONS]
CALLBACKS = [("broken", "up_for_retry"), ("broken", "failed"), ("", "failed"), ("works", "success"), ("", "success")]
TIMEOUT = 3.0
SLACK = 1.5
"""Seconds by which a busy machine may be late."""
NOT_WRITTEN_DOWN = """
import sys
from airflow.utils.session import create_session
from sqlalchemy import text

with create_session() as session:
    session.execute(text("UPDATE dag_run SET state = 'running' WHERE run_id = :run"), {"run": sys.argv[1]})
"""
"""A scheduler that dies between telling of the end of a run and writing it down leaves the run so."""

Runs = dict[str, str]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Runs]]:
    """An Airflow 2.11, and a run of each DAG."""
    with staged("2.11", tmp_path_factory.mktemp("notifier211")) as stage:
        yield stage, triggered(stage, TOLD_OF)


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Runs]]:
    """An Airflow 3.3, and a run of each DAG, those for the triggerer and for a person included."""
    with staged("3.3", tmp_path_factory.mktemp("notifier33")) as stage:
        stage.airflow.unpause("late_slow")
        runs = triggered(stage, [*TOLD_OF, *LATE, *ASKING, "example_deadline"], {"seconds": 20})
        yield stage, runs


def triggered(stage: Stage, dag_ids: list[str], conf: Any = None) -> Runs:
    stage.airflow.unpause(*dag_ids)
    return {dag_id: stage.airflow.trigger(dag_id, conf) for dag_id in dag_ids}


@pytest.fixture(scope="module", params=["3.3", "2.11"])
def either(request: pytest.FixtureRequest) -> tuple[Stage, Runs]:
    """Each of the two."""
    stage: tuple[Stage, Runs] = request.getfixturevalue({"3.3": "new", "2.11": "old"}[request.param])
    return stage


@pytest.mark.parametrize("name", CONNECTIONS)
def test_tasks_and_runs_end_as_they_would_without_a_notifier(either: tuple[Stage, Runs], name: str) -> None:
    (airflow, *_), runs = either
    for kind, task, state, tries in (("fails", "broken", "failed", 2), ("succeeds", "works", "success", 1)):
        dag_id = f"{kind}_{name}"
        assert state == airflow.finished(dag_id, runs[dag_id])
        ended = airflow.task(dag_id, runs[dag_id], task)
        assert (state, tries) == (ended["state"], ended["try_number"])


@pytest.mark.parametrize("name", CONNECTIONS)
def test_each_callback_is_called_once_and_ends_in_time(either: tuple[Stage, Runs], name: str) -> None:
    stage, runs = either
    failed, succeeded = runs[f"fails_{name}"], runs[f"succeeds_{name}"]
    calls = [*stage.await_calls(3, run=failed), *stage.await_calls(2, run=succeeded)]
    assert Counter(CALLBACKS) == Counter((call["task"], call["state"]) for call in calls)
    assert [] == [call for call in calls if call["delivery"] > TIMEOUT + SLACK]
    if name == "hanging":
        assert [] == [call for call in calls if call["delivery"] < TIMEOUT / 2]


def test_over_a_good_connection_each_callback_is_one_message(either: tuple[Stage, Runs]) -> None:
    stage, runs = either
    failed, succeeded = runs["fails_default"], runs["succeeds_default"]
    stage.await_calls(3, run=failed)
    stage.await_calls(2, run=succeeded)
    assert [
        f"**DAG `fails_default` failed** in run `{failed}`.",
        f"**Task `broken` of DAG `fails_default` failed** in run `{failed}`, try 2.",
        f"**Task `broken` of DAG `fails_default` failed, and is tried again** in run `{failed}`, try 1.",
    ] == stage.texts(failed)
    assert [
        f"**DAG `succeeds_default` succeeded** in run `{succeeded}`.",
        f"**Task `works` of DAG `succeeds_default` succeeded** in run `{succeeded}`, try 1.",
    ] == stage.texts(succeeded)


def test_over_a_bad_one_there_is_none(either: tuple[Stage, Runs]) -> None:
    stage, runs = either
    bad = [run for dag_id, run in runs.items() if not dag_id.endswith(("default", "dies", "deadline"))]
    assert bad
    assert [] == [text for run in bad for text in stage.texts(run)]


def test_a_callback_whose_process_died_behind_it_is_called_again_and_the_message_is_there_once(
    either: tuple[Stage, Runs],
) -> None:
    stage, runs = either
    assert "failed" == stage.airflow.finished("dies", runs["dies"])
    assert 2 <= len({call["pid"] for call in stage.await_calls(2, run=runs["dies"])})
    assert [f"**Task `dies` of DAG `dies` failed** in run `{runs['dies']}`, try 1."] == stage.texts(runs["dies"])


def test_a_scheduler_that_ends_a_run_a_second_time_posts_once(either: tuple[Stage, Runs]) -> None:
    stage, runs = either
    run = runs["fails_default"]
    stage.await_calls(3, run=run)
    there = stage.texts(run)
    command = [stage.airflow.python, "-c", NOT_WRITTEN_DOWN, run]
    subprocess.run(command, env=stage.airflow.env, check=True, capture_output=True, timeout=60)
    stage.await_calls(2, run=run, task="")
    assert there == stage.texts(run)


@pytest.mark.parametrize("name", CONNECTIONS)
def test_a_missed_deadline_is_told_of_in_time_while_the_triggerer_serves_others(
    new: tuple[Stage, Runs], name: str
) -> None:
    stage, runs = new
    run = runs[f"late_{name}"]
    (call,) = stage.await_calls(1, run=run, state="deadline")
    assert TIMEOUT + SLACK >= call["delivery"]
    assert call.get("turns", 0) >= 5 * (call["delivery"] - SLACK)
    assert ([f"**DAG `late_{name}` has missed its deadline** in run `{run}`."] * (name == "default")) == stage.texts(
        run
    )
    assert "success" == stage.airflow.finished(f"late_{name}", run)


def test_one_triggerer_has_lived_through_all_deadlines(new: tuple[Stage, Runs]) -> None:
    stage, runs = new
    calls = [call for dag_id in LATE for call in stage.await_calls(1, run=runs[dag_id])]
    assert 1 == len({call["pid"] for call in calls})
    assert stage.airflow.healthy()


def test_the_example_of_a_deadline_tells_of_it_while_the_run_goes_on(new: tuple[Stage, Runs]) -> None:
    stage, runs = new
    run = runs["example_deadline"]
    text = f"**DAG `example_deadline` has missed its deadline** in run `{run}`."
    stage.airflow.wait_until(lambda: stage.texts(run, "exp_announcements") != [], 90, "nobody was told")
    assert "success" == stage.airflow.finished("example_deadline", run)
    assert [text] == stage.texts(run, "exp_announcements")
    (told,) = (one["created_at"] for one in stage.whop.messages("exp_announcements") if run in one["content"])
    (ended,) = (task["end_date"] for task in stage.airflow.tasks("example_deadline", run))
    assert datetime.fromisoformat(told) < datetime.fromisoformat(ended)


@pytest.mark.parametrize("name", CONNECTIONS)
def test_a_task_that_asks_a_person_waits_for_the_answer(new: tuple[Stage, Runs], name: str) -> None:
    stage, runs = new
    run = runs[f"asks_{name}"]
    (call,) = stage.await_calls(1, run=run)
    assert TIMEOUT + SLACK >= call["delivery"]
    stage.airflow.wait_until(
        lambda: stage.airflow.task(f"asks_{name}", run, "ask")["state"] == "awaiting_input", 60, "it does not wait"
    )
    assert (name == "default") == len(stage.texts(run))


def test_a_triggerer_that_is_killed_behind_its_message_posts_none_when_it_begins_anew(new: tuple[Stage, Runs]) -> None:
    stage, _ = new
    stage.whop.misbehave("createMessage", accepted=True, wait_after=15.0)
    run = stage.airflow.trigger("late_slow")
    stage.airflow.wait_until(lambda: stage.texts(run) != [], 60, "nobody was told")
    stage.airflow.kill("triggerer", whole=True)
    stage.airflow.launch_again("triggerer")
    stage.await_calls(1, run=run)
    assert "success" == stage.airflow.finished("late_slow", run)
    assert 1 == len(stage.texts(run))
