"""A channel that forgets: every night, what the team's bot wrote is deleted, but for what is pinned.

Run it with ``airflow dags test example_tidy_channel``; running it again finds nothing more.
The channel is one of the emulator's; set the parameter ``channel_id`` to one of yours, and ``limit`` to how many of its
newest messages are looked through.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import DAG, task  # on Airflow 3 alone: from airflow.sdk import DAG, task

from airflow_provider_whop.operators.lists import WhopListMessagesOperator
from airflow_provider_whop.operators.messages import WhopDeleteMessageOperator

with DAG(
    dag_id="example_tidy_channel",
    schedule="0 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={"channel_id": "exp_lounge", "limit": 200, "author": "user_team"},
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    messages = WhopListMessagesOperator(
        task_id="messages",
        channel_id="{{ params.channel_id }}",
        limit="{{ params.limit }}",
        include_content=True,
    )

    @task
    def old(found: list[dict[str, Any]], author: str) -> list[str]:
        """Choose the messages that may go."""
        return [message["id"] for message in found if message["user"]["id"] == author and not message["is_pinned"]]

    WhopDeleteMessageOperator.partial(task_id="delete").expand(message_id=old(messages.output, "{{ params.author }}"))
