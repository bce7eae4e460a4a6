"""What differs between Airflow's versions, as far as it can be seen without them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from airflow_provider_whop._compat import run_after

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_run_of_airflow_3_tells_when_it_may_start() -> None:
    run = SimpleNamespace(run_after=NOON, data_interval_end=NOON + HOUR, logical_date=None)
    assert NOON == run_after({"dag_run": run})


@pytest.mark.parametrize(
    ("logical_date", "data_interval_end"),
    [
        pytest.param(NOON - HOUR, NOON, id="scheduled: its interval ends when it starts"),
        pytest.param(NOON, NOON - HOUR, id="by hand: the interval is the last one that the schedule has closed"),
        pytest.param(NOON, NOON - 24 * HOUR, id="by a dataset: the interval is that of whoever updated it"),
        pytest.param(NOON, None, id="without an interval"),
    ],
)
def test_a_run_of_airflow_2_may_start_when_it_is_due_or_triggered(logical_date: Any, data_interval_end: Any) -> None:
    run = SimpleNamespace(logical_date=logical_date, data_interval_end=data_interval_end)
    assert NOON == run_after({"dag_run": run})
