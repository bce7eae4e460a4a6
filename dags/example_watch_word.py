"""A word that somebody should hear of: who writes of a refund in the lounge is answered there.

Let a member write of one on the emulator's page, then run it with
``airflow dags test example_watch_word --conf '{"since": "2026-01-01T00:00:00Z"}'``, or let a real Airflow run it on its
schedule: each run is given what came after the run before it, and waits in the triggerer. The channel is the
emulator's; put yours in its place.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import DAG, task  # on Airflow 3 alone: from airflow.sdk import DAG, task

from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.sensors.messages import WhopMessageSensor

LOUNGE = "exp_lounge"

with DAG(
    dag_id="example_watch_word",
    schedule="@hourly",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params={"since": ""},
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    heard = WhopMessageSensor(
        task_id="heard",
        channel_ids=[LOUNGE],
        matching=r"(?i)\brefund",
        since="{{ params.since }}",
        deferrable=True,
        timeout=50 * 60,
        soft_fail=True,
    )

    @task
    def replies(found: dict[str, Any]) -> list[dict[str, str]]:
        """One to each message."""
        return [
            {"replying_to_message_id": message["id"], "content": "The team looks into this."}
            for message in found["messages"]
        ]

    WhopSendMessageOperator.partial(task_id="reply", channel_id=LOUNGE).expand_kwargs(replies(heard.output))
