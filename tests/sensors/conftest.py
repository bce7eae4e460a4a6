"""Airflow as far as a sensor sees it: the states of other runs, the context of a run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from kept_variables import Variables

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(variables: Variables) -> Run:  # noqa: ARG001  # a run has Variables to write to
    """Give the context of a run, by its number; ``others`` are the states of other runs."""
    began = datetime.now(UTC)

    def context(
        number: int, others: dict[str, str] | None = None, map_index: int = -1, try_number: int = 1
    ) -> dict[str, Any]:
        def states(run_ids: list[str], **_: Any) -> dict[str, dict[str, str]]:
            return {run_id: {"wait": state} for run_id, state in (others or {}).items() if run_id in run_ids}

        ti = {"dag_id": "dag", "task_id": "wait", "run_id": f"run {number}", "map_index": map_index}
        ti["try_number"] = try_number
        after = began.replace(microsecond=number)
        return {
            "ti": SimpleNamespace(**ti, get_task_states=states),
            "dag_run": SimpleNamespace(run_after=after),
        }

    return context
