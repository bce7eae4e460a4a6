"""A run that takes too long is told of while it still goes on. Needs Airflow 3.1.

It takes a real Airflow to notice that it is late, and its triggerer to tell: trigger it with ``{"seconds": 60}``. Not
``airflow dags test example_deadline``: Airflow 3.3.2 ends that with an error of its own where a DAG has a deadline.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import sleep

from airflow.sdk import DAG, task
from airflow.sdk.definitions.deadline import AsyncCallback, DeadlineAlert, DeadlineReference

from airflow_provider_whop.notifications.whop import WhopNotifier

with DAG(
    dag_id="example_deadline",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={"seconds": 1},
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(seconds=10),
        callback=AsyncCallback(WhopNotifier, kwargs={"channel_id": "exp_announcements"}),
    ),
    tags=["whop", "example"],
) as dag:

    @task
    def report(params):
        """Stand in for work that may take long."""
        sleep(params["seconds"])

    report()
