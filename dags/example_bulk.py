"""One reminder in every channel, and one word to each: many messages of one task, each exactly once. Needs Airflow 3.2.

Run it with ``airflow dags test example_bulk``. It is the ``async def`` task that needs Airflow 3.2; a plain task does
the same with ``send_messages`` on every Airflow, one message after the other. The channels are all of the company's.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import DAG, task

from airflow_provider_whop.hooks.whop import WhopHook

with DAG(
    dag_id="example_bulk",
    schedule="0 14 * * 5",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:

    @task
    def channels() -> list[str]:
        """Find them."""
        return [channel.id for channel in WhopHook().list_channels()]

    @task
    async def remind(channels: list[str]) -> list[str]:
        """Write to ten of them at a time; a retry writes to those that are missing."""
        reminder = "Office hours begin in an hour."
        sent = await WhopHook().asend_messages({"channel_id": id, "content": reminder} for id in channels)
        return [message.id for message in sent]

    @task
    def thank(customers: list[str]) -> list[str]:
        """Write several messages to one channel, each under a key of its own."""
        thanks = [
            {"channel_id": "exp_announcements", "content": f"Thank you, {name}!", "key": name} for name in customers
        ]
        return [message.id for message in WhopHook().send_messages(thanks)]

    remind(channels()) >> thank(["Ada", "Ben"])
