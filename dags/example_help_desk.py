"""A help desk that lets nobody wait in silence: every hour, each customer who has written is told that it was read.

Let somebody write on the emulator's page, then run it with
``airflow dags test example_help_desk --conf '{"since": "2026-01-01T00:00:00Z"}'``, or let a real Airflow run it on its
schedule: each run is given what came after the run before it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import DAG, task  # on Airflow 3 alone: from airflow.sdk import DAG, task

from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.sensors.support import WhopSupportMessageSensor

with DAG(
    dag_id="example_help_desk",
    schedule="@hourly",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    params={"since": ""},
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    questions = WhopSupportMessageSensor(
        task_id="questions",
        since="{{ params.since }}",
        mode="reschedule",
        timeout=50 * 60,
        soft_fail=True,
    )

    @task
    def answers(found: dict[str, Any]) -> list[dict[str, str]]:
        """One for each conversation, however much was written in it."""
        channels = dict.fromkeys(message["channel_id"] for message in found["messages"])
        return [{"channel_id": channel, "content": "Thank you! A person answers you today."} for channel in channels]

    WhopSendMessageOperator.partial(task_id="answer").expand_kwargs(answers(questions.output))
