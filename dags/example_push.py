"""A report that is ready is pushed to the phones of those who ordered it; to the company's team, when there is none.

Run it with ``airflow dags test example_push``. At Whop it takes the key of an app. The experience and the users are the
emulator's; put yours in their place.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG, task  # on Airflow 3 alone: from airflow.sdk import DAG, task

from airflow_provider_whop.operators.notifications import WhopPushNotificationOperator

with DAG(
    dag_id="example_push",
    schedule="@weekly",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={"report": "October", "rows": 42},
    render_template_as_native_obj=True,  # a list of users stays a list
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:

    @task
    def report(params):
        """Stand in for work that tells who is waiting for it."""
        return {"rows": params["rows"], "ordered_by": ["user_ada", "user_ben"]}

    @task.branch
    def whom_to_tell(report):
        """Let the team know of a report without rows."""
        return "tell_customers" if report["rows"] else "tell_team"

    customers = WhopPushNotificationOperator(
        task_id="tell_customers",
        experience_id="exp_announcements",
        user_ids="{{ ti.xcom_pull('report')['ordered_by'] }}",
        title="Your report is ready",
        subtitle="{{ params.report }}",
        content="{{ ti.xcom_pull('report')['rows'] }} rows.",
        rest_path="/reports/{{ params.report }}",
    )
    team = WhopPushNotificationOperator(task_id="tell_team", title="No report", content="There is none this week.")

    whom_to_tell(report()) >> [customers, team]
