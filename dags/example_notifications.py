"""What became of it, told to a channel: every task that fails, with the link to its log, and every run that ends well.

Run it with ``airflow dags test example_notifications``; with ``--conf '{"broken": true}'`` its task fails.
"""

from __future__ import annotations

from datetime import UTC, datetime

from airflow.providers.common.compat.sdk import DAG, task  # on Airflow 3 alone: from airflow.sdk import DAG, task

from airflow_provider_whop.notifications.whop import send_whop_notification

CHANNEL = "exp_announcements"  # a channel of the emulator; put yours in its place

with DAG(
    dag_id="example_notifications",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={"broken": False},
    default_args={"on_failure_callback": send_whop_notification(channel_id=CHANNEL)},
    on_success_callback=send_whop_notification(channel_id=CHANNEL, content="The report of `{{ run_id }}` is there."),
    tags=["whop", "example"],
) as dag:

    @task
    def report(params):
        """Stand in for work that may fail."""
        if params["broken"]:
            raise RuntimeError("The report is broken")

    report()
