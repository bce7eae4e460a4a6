"""Customers write to a real Airflow 3.3 whose triggerer and scheduler are killed; the whole of it is ``make inbox``."""

from __future__ import annotations

import pytest

from inbox_runs import SHORT, Outcome, run_of_runs
from inbox_stage import stage
from places import venv

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

BOTH = ("by_sensor", "by_watcher")
INTERVAL = 2.0
SEED = 4


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A short run of runs, with a sensor and with a watcher at once."""
    home = tmp_path_factory.mktemp("inbox")
    with stage(home, INTERVAL, venv=venv("airflow-3.3"), visible_after=0.5, seed=SEED) as there:
        return run_of_runs(there, BOTH, SHORT, SEED)


def test_processes_were_killed_and_requests_were_spoilt(outcome: Outcome) -> None:
    assert SHORT.triggerer_kills + SHORT.scheduler_kills == len(outcome.kills)
    spoilt, all_of_them = outcome.spoilt
    assert 0 < spoilt < all_of_them


@pytest.mark.parametrize("number", range(len(BOTH)), ids=BOTH)
def test_no_message_is_lost_and_none_handled_twice(outcome: Outcome, number: int) -> None:
    run = outcome.runs[number]
    assert SHORT.messages == len(run.count.written)
    assert ([], [], SHORT.messages) == (run.count.lost, run.count.repeated, run.count.handled)


def test_no_words_of_a_customer_are_in_any_log_event_trigger_or_other_row(outcome: Outcome) -> None:
    assert [] == outcome.texts
