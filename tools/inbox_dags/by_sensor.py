"""One run after another waits for the next messages with a deferrable sensor, and acknowledges them.

In one DAG, and in as many more as ``WHOP_INBOX_WATCHERS`` says, where it says so; each is to be given all.
"""

from __future__ import annotations

import os
from typing import Any

from airflow.providers.common.compat.sdk import DAG, get_current_context, task
from receipts import INTERVAL, RETRIED, START, acknowledge

from airflow_provider_whop.sensors.support import WhopSupportMessageSensor

MORE = [f"sensor_{number:02}" for number in range(1, int(os.environ.get("WHOP_INBOX_WATCHERS", "0")) + 1)]

for dag_id in ("by_sensor", *MORE):
    with DAG(dag_id=dag_id, schedule="@continuous", start_date=START, catchup=False, max_active_runs=1):
        waited = WhopSupportMessageSensor(
            task_id="wait", poke_interval=INTERVAL, timeout=3600, deferrable=True, **RETRIED
        )

        @task(**RETRIED)
        def handle(found: dict[str, Any]) -> None:
            """Acknowledge what was found."""
            acknowledge([message["id"] for message in found["messages"]], get_current_context())

        handle(waited.output)
