"""One rule for every channel of a company, also for those that are made tomorrow.

Run it with ``airflow dags test example_every_channel``; running it again changes nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG  # on Airflow 3 alone: from airflow.sdk import DAG

from airflow_provider_whop.operators.channels import WhopUpdateChannelOperator
from airflow_provider_whop.operators.lists import WhopListChannelsOperator

with DAG(
    dag_id="example_every_channel",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    channels = WhopListChannelsOperator(task_id="channels", limit=500)
    WhopUpdateChannelOperator.partial(task_id="moderate", banned_words=["spam", "scam"]).expand(
        channel_id=channels.output
    )
