"""A report with its files: one that lies beside the DAG, one that the run makes, and a text too long for a message.

Run it with ``airflow dags test example_report``. Workers share no disk: what one task writes, another finds only in an
object storage (``files=["s3://aws_default@bucket/week.csv"]``); so here one task makes the report and posts it.
Channels are the emulator's; put yours in their place.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from airflow.providers.common.compat.sdk import DAG, task  # on Airflow 3 alone: from airflow.sdk import DAG, task

from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.operators.files import WhopUploadFileOperator
from airflow_provider_whop.operators.messages import WhopSendMessageOperator

with DAG(
    dag_id="example_report",
    schedule="0 7 * * 1",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={"channel_id": "exp_lounge", "days": 7},
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    guide = WhopUploadFileOperator(task_id="guide", file="example_announcement.md", filename="How to read it.md")

    @task
    def report(channel_id: str, days: str, guide: dict[str, str]) -> str:
        """Write the week's figures into a file, and post it."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "week.csv")
            path.write_text("day,members\n" + "".join(f"{day},{100 + day}\n" for day in range(int(days))))
            week = {"files": [path], "allowed_root": folder, "attachments": [guide["id"]]}
            return WhopHook().send_message(channel_id, "The week in figures:", **week).id

    everything = WhopSendMessageOperator(
        task_id="everything",
        channel_id="{{ params.channel_id }}",
        content="# Day by day\n{% for day in range(1000) %}\n- day {{ day }}: all well\n{% endfor %}",
        on_long="attach",
    )

    report("{{ params.channel_id }}", "{{ params.days }}", guide.output) >> everything
