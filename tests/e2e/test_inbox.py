"""Customers write to real Airflows whose triggerer, scheduler and workers are killed; the whole is ``make inbox``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from inbox_runs import DEATHS_EACH, SHORT, Outcome, run_of_runs
from inbox_stage import stage
from places import venv

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LIVES = [
    ("2.11", ["by_sensor"]),
    ("3.0", ["by_sensor"]),  # its scheduler ends where it misses the heartbeats of tasks of both kinds at once
    ("3.0", ["by_watcher"]),
    *((airflow, ["by_sensor", "by_watcher"]) for airflow in ("3.1", "3.2", "3.3")),
]
"""Airflows, and the DAGs that live through a run of runs together."""
CELLS = [(airflow, dag_id) for airflow, dag_ids in LIVES for dag_id in dag_ids]
INTERVAL = 2.0
SEED = 4


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Outcome]:
    """Give what became of a short run of runs on one Airflow in which a DAG had its part."""

    @cache
    def life(airflow: str, *dag_ids: str) -> Outcome:
        home = tmp_path_factory.mktemp("inbox")
        with stage(home, INTERVAL, venv=venv(f"airflow-{airflow}"), visible_after=0.5, seed=SEED) as there:
            return run_of_runs(there, dag_ids, SHORT, SEED)

    def lived(airflow: str, dag_id: str) -> Outcome:
        return life(airflow, *next(ids for version, ids in LIVES if version == airflow and dag_id in ids))

    return lived


@pytest.mark.parametrize(("airflow", "dag_id"), CELLS)
def test_no_message_is_lost_and_none_handled_twice(
    lived: Callable[[str, str], Outcome], airflow: str, dag_id: str
) -> None:
    (run,) = (run for run in lived(airflow, dag_id).runs if run.dag_id == dag_id)
    assert SHORT.messages == len(run.count.written)
    assert ([], [], SHORT.messages) == (run.count.lost, run.count.repeated, run.count.handled)


@pytest.mark.parametrize(("airflow", "dag_ids"), LIVES)
def test_processes_and_workers_were_killed_and_requests_were_spoilt(
    lived: Callable[[str, str], Outcome], airflow: str, dag_ids: list[str]
) -> None:
    outcome = lived(airflow, dag_ids[0])
    assert SHORT.triggerer_kills + SHORT.scheduler_kills == len(outcome.kills)
    assert DEATHS_EACH * len(dag_ids) == outcome.deaths
    spoilt, all_of_them = outcome.spoilt
    assert 0 < spoilt < all_of_them


@pytest.mark.parametrize(("airflow", "dag_ids"), LIVES)
def test_no_words_of_a_customer_are_in_any_log_event_trigger_or_other_row(
    lived: Callable[[str, str], Outcome], airflow: str, dag_ids: list[str]
) -> None:
    assert [] == lived(airflow, dag_ids[0]).texts
