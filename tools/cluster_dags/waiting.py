"""Sensors that wait in the triggerer for a word in a channel in which nobody writes until all is upgraded."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from airflow.sdk import DAG

from airflow_provider_whop.sensors.messages import WhopMessageSensor

INTERVAL = float(os.environ["WHOP_INBOX_INTERVAL"])
QUIET = os.environ["WHOP_CLUSTER_QUIET"]
WAITING = 5
START = datetime(2026, 1, 1, tzinfo=UTC)

with DAG(dag_id="waiting", schedule=None, start_date=START, max_active_runs=1):
    for number in range(WAITING):
        WhopMessageSensor(
            task_id=f"wait_{number}", channel_ids=[QUIET], poke_interval=INTERVAL, timeout=3600, deferrable=True
        )
