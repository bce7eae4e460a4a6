"""An announcement after a pipeline: the second DAG is started by the asset that the first one updates.

Needs Airflow 3. Run each with ``airflow dags test``, on 3.0 after ``airflow dags reserialize``, which names the asset.
Let a real Airflow show how the one starts the other (``make demo``).
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, Asset, Metadata, task

from airflow_provider_whop.operators.messages import WhopSendMessageOperator

REPORT = Asset("whop_example_report")

with DAG(dag_id="example_pipeline", schedule=None, tags=["whop", "example"]):

    @task(outlets=[REPORT])
    def make_report():
        """Stand in for a pipeline: tell with the asset how many rows there are."""
        yield Metadata(REPORT, {"rows": 42})

    make_report()

with DAG(
    dag_id="example_announcement_after_pipeline",
    schedule=[REPORT],
    params={"channel_id": "exp_announcements"},
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
):
    WhopSendMessageOperator(
        task_id="announce",
        channel_id="{{ params.channel_id }}",
        content=(
            "The report is ready"
            "{% for events in triggering_asset_events.values() %}: **{{ events[-1].extra['rows'] }} rows**{% endfor %}."
        ),
    )
