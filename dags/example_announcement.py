"""A scheduled announcement: every weekday morning, from the Markdown file beside this DAG.

Run it once with ``airflow dags test example_announcement``, or let a real Airflow run it on its schedule.
The channel is one of the emulator's; set the parameter ``channel_id`` to one of yours.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG  # on Airflow 3 alone: from airflow.sdk import DAG

from airflow_provider_whop.operators.messages import WhopSendMessageOperator

with DAG(
    dag_id="example_announcement",
    schedule="0 9 * * 1-5",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={"channel_id": "exp_announcements"},
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    WhopSendMessageOperator(
        task_id="announce",
        channel_id="{{ params.channel_id }}",
        content_file="example_announcement.md",
    )
