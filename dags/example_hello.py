"""The smallest DAG that posts. Run it with ``airflow dags test example_hello``."""

from datetime import UTC, datetime

from airflow.providers.common.compat.sdk import DAG  # on Airflow 3 alone: from airflow.sdk import DAG

from airflow_provider_whop.operators.messages import WhopSendMessageOperator

with DAG("example_hello", schedule="0 9 * * 1-5", start_date=datetime(2026, 1, 1, tzinfo=UTC), catchup=False) as dag:
    WhopSendMessageOperator(
        task_id="announce",
        channel_id="exp_announcements",  # a channel of the emulator; put yours in its place
        content="**Hello!** Office hours are at 15:00 UTC.",
        retries=3,  # and still one message
    )
