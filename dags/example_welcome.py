"""A team that writes first: a customer's support channel is opened, and a welcome is posted there.

Run it with ``airflow dags test example_welcome``; running it again finds the same channel, and welcomes once more.
The customer is one of the emulator's; set the parameter ``customer`` to one of yours.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG  # on Airflow 3 alone: from airflow.sdk import DAG

from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.operators.support import WhopOpenSupportChannelOperator

with DAG(
    dag_id="example_welcome",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    params={"customer": "ada"},
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    channel = WhopOpenSupportChannelOperator(task_id="channel", user_id="{{ params.customer }}")
    welcome = WhopSendMessageOperator(
        task_id="welcome",
        channel_id="{{ ti.xcom_pull('channel')['id'] }}",
        content="Welcome! Write here whenever something is unclear.",
    )
    channel >> welcome
