"""The sensor in each of its modes; each run waits for the next messages of customers."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_whop.sensors.support import WhopSupportMessageSensor

MODES: dict[str, dict[str, Any]] = {
    "poke": {"mode": "poke"},
    "reschedule": {"mode": "reschedule"},
    "deferrable": {"deferrable": True, "include_content": True},
}

RETRIED = {"retries": 2, "retry_delay": timedelta(seconds=1)}
"""Airflow 3.3.2 fails a task whose trigger fires before the scheduler has heard that it is deferred."""

for name, mode in MODES.items():
    with DAG(dag_id=f"waits_{name}", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), max_active_runs=1):
        WhopSupportMessageSensor(task_id="wait", poke_interval=1, timeout=120, **RETRIED, **mode)


class DiesOnce(WhopSupportMessageSensor):
    """Dies on its first try when it has found something, and written that down, and given it to nobody."""

    def poke(self, context: Any) -> Any:
        """Look once."""
        found = super().poke(context)
        if found and context["ti"].try_number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return found


with DAG(dag_id="waits_and_dies", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), max_active_runs=1):
    DiesOnce(task_id="wait", poke_interval=1, timeout=120, **RETRIED)

with DAG(dag_id="waits_twice_at_once", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), max_active_runs=2):
    WhopSupportMessageSensor(task_id="wait", poke_interval=1, timeout=60, deferrable=True, **RETRIED)

with DAG(dag_id="waits_in_vain", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), max_active_runs=1):
    for name, options in {"deferred": {"deferrable": True}, "poked": {}}.items():
        WhopSupportMessageSensor(task_id=name, channel_ids=[], poke_interval=1, timeout=3, soft_fail=True, **options)
