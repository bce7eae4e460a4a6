"""Where a send stands: which task and run, which generation of its tries, which send of the task."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from airflow_provider_whop.hooks.place import place_of

BEGAN = datetime(2026, 11, 21, 12, tzinfo=UTC)


def running(try_number: int = 1, max_tries: int = 2, retries: int = 2, run_id: str = "run", **more: Any) -> Any:
    ti = {"dag_id": "dag", "run_id": run_id, "task_id": "send", "map_index": -1}
    return {
        "ti": SimpleNamespace(**{**ti, "try_number": try_number, "max_tries": max_tries, **more}),
        "task": SimpleNamespace(retries=retries),
        "dag_run": SimpleNamespace(start_date=BEGAN),
    }


@pytest.mark.parametrize(
    ("try_number", "max_tries", "expected"),
    [
        (1, 2, False),
        (2, 2, True),
        (3, 2, True),
        (2, 3, False),  # cleared after its first try
        (3, 3, True),
        (4, 5, False),  # cleared after its third
    ],
)
def test_a_retry_is_told_from_the_first_try_of_a_generation(try_number: int, max_tries: int, expected: bool) -> None:
    assert expected is place_of(running(try_number, max_tries), "message").retry


@pytest.mark.parametrize(("max_tries", "expected"), [(2, False), (3, True)])
def test_a_clear_raises_what_a_retry_leaves_alone(max_tries: int, expected: bool) -> None:
    assert expected is place_of(running(3, max_tries), "message").cleared


def test_a_key_stays_over_retries_and_changes_with_a_clear() -> None:
    first, retried, cleared = (place_of(running(*tries), "message").key for tries in ((1, 2), (2, 2), (2, 3)))
    assert first == retried != cleared


def test_a_key_differs_by_run_and_by_the_airflow_it_runs_in() -> None:
    other_airflow = running()
    other_airflow["dag_run"].start_date = BEGAN.replace(microsecond=1)
    keys = [place_of(context, "message").key for context in (running(), running(run_id="next"), other_airflow)]
    assert 3 == len(set(keys))


def test_a_key_is_short_enough_and_tells_no_names() -> None:
    key = place_of(running(run_id="r" * 250), "k" * 250).key
    assert len(key) <= 255
    assert "rrr" not in key


def test_without_max_tries_a_later_try_counts_as_a_retry() -> None:
    context = running(2)
    del context["ti"].max_tries
    assert place_of(context, "message").retry
