"""One DAG for each cell of tools/intervals.py, as ``WHOP_INTERVALS`` describes them; none where it does not."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.providers.common.compat.sdk import DAG, Asset, BaseOperator

from airflow_provider_whop.sensors.support import WhopSupportMessageSensor

TOLD = json.loads(os.environ.get("WHOP_INTERVALS", '{"cells": {}, "start": "2026-01-01T00:00:00+00:00"}'))
START = datetime.fromisoformat(TOLD["start"])
STEP = timedelta(seconds=10)
NEWS, LAST_NEWS = Asset("intervals_news"), Asset("intervals_last_news")
MODES: dict[str, dict[str, Any]] = {
    "poke": {"mode": "poke", "poke_interval": 1},
    "reschedule": {"mode": "reschedule", "poke_interval": 5},
    "deferrable": {"deferrable": True, "poke_interval": 1},
}


def schedule(kind: str, runs: int) -> dict[str, Any]:
    """Let a DAG have so many runs: all due already, or as they are asked for."""
    if kind == "scheduled":
        return {"schedule": STEP, "catchup": True, "end_date": START + (runs - 1) * STEP}
    return {"schedule": None if kind == "manual" else (NEWS | LAST_NEWS) if runs > 3 else [NEWS]}


class Works(BaseOperator):
    """What is done with the messages; it fails in the second run, until that is cleared."""

    def execute(self, context: Any) -> None:
        """Fail where the second run comes for the first time."""
        runs = Path(TOLD["worked"], self.dag_id)
        known = runs.read_text().splitlines() if runs.exists() else []
        run_id = context["ti"].run_id
        if run_id not in known:
            runs.write_text("\n".join([*known, run_id]))
            if len(known) == 1:
                raise RuntimeError("This work fails in the second run.")


class Says(BaseOperator):
    """Has news to tell."""

    def execute(self, context: Any) -> None:
        """Say so, by having succeeded."""


for dag_id, cell in TOLD["cells"].items():
    with DAG(dag_id=dag_id, start_date=START, max_active_runs=1, **schedule(cell["kind"], cell["runs"])):  # noqa: AIR002
        wait = WhopSupportMessageSensor(
            task_id="wait",
            customer_user_ids=cell["customers"],
            timeout=cell["timeout"],
            soft_fail=cell["soft_fail"],
            # a scheduler that is slower than a rescheduled task takes its last end for the end of the next look
            retries=2,
            retry_delay=timedelta(seconds=1),
            **MODES[cell["mode"]],
        )
        if cell["works"]:
            wait >> Works(task_id="work")

if TOLD["cells"]:
    for news in (NEWS, LAST_NEWS):
        with DAG(dag_id=news.uri, start_date=START, schedule=None):
            Says(task_id="say", outlets=[news])
