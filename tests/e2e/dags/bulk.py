"""Many messages of one task, to the channels that the run's conf names. Needs Airflow 3.2."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import DAG, get_current_context, task

from airflow_provider_whop.hooks.whop import WhopHook

RETRIED = {"retries": 3, "retry_delay": timedelta(seconds=1)}


def messages() -> list[dict[str, Any]]:
    """Write to each channel."""
    channels = get_current_context()["dag_run"].conf["channels"]
    return [{"channel_id": channel, "content": "hi", "settle": 1} for channel in channels]


with DAG(dag_id="bulk", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)):

    @task(task_id="send", **RETRIED)
    async def send_together() -> list[str]:
        """Send five at a time."""
        return [message.id for message in await WhopHook().asend_messages(messages(), concurrency=5)]

    send_together()

with DAG(dag_id="bulk_one_by_one", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)):

    @task(task_id="send", **RETRIED)
    def send_one_by_one() -> list[str]:
        """Send one after the other."""
        return [message.id for message in WhopHook().send_messages(messages())]

    send_one_by_one()
