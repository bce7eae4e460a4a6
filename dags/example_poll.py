"""A poll from its question to its result: asked and pinned, told in private, counted, and cleared away again.

Run it with ``airflow dags test example_poll``: it votes itself, and so need not wait. In a real Airflow, let people
vote, and set the parameter ``votes`` to how many it is to wait for. The topic may be a customer's words: ``defused``
lets none of them act. Channel and host are the emulator's; put yours in their place.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG, task  # on Airflow 3 alone: from airflow.sdk import DAG, task

from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.operators.direct_messages import WhopOpenDirectMessageOperator
from airflow_provider_whop.operators.messages import (
    WhopAddReactionOperator,
    WhopSendMessageOperator,
    WhopUpdateMessageOperator,
)
from airflow_provider_whop.operators.polls import WhopGetPollResultOperator
from airflow_provider_whop.templates import FILTERS

POLL = "{{ ti.xcom_pull('ask')['id'] }}"

with DAG(
    dag_id="example_poll",
    schedule="0 9 * * 5",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    params={"channel_id": "exp_lounge", "host": "ada", "topic": "the next call", "votes": 1},
    user_defined_filters=FILTERS,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    tags=["whop", "example"],
) as dag:
    ask = WhopSendMessageOperator(
        task_id="ask",
        channel_id="{{ params.channel_id }}",
        content="What shall {{ params.topic | defused }} be about?",
        poll=["Pricing", "Roadmap", "Your questions"],
    )
    pin = WhopUpdateMessageOperator(task_id="pin", message_id=POLL, is_pinned=True)
    vote = WhopAddReactionOperator(task_id="vote", resource_id=POLL, poll_option_id="2")

    @task.sensor(poke_interval=60, timeout=timedelta(days=2).total_seconds(), mode="reschedule")
    def voted(message_id: str, votes: str) -> bool:
        """Wait until enough people have voted."""
        return WhopHook().poll_result(message_id).votes >= int(votes)

    count = WhopGetPollResultOperator(task_id="count", message_id=POLL)
    host = WhopOpenDirectMessageOperator(task_id="host", with_user_ids=["{{ params.host }}"])
    tell = WhopSendMessageOperator(
        task_id="tell",
        channel_id="{{ ti.xcom_pull('host')['id'] }}",
        content="{% for one in ti.xcom_pull('count')['options'] %}- {{ one.text }}: {{ one.votes }}\n{% endfor %}",
    )
    unpin = WhopUpdateMessageOperator(task_id="unpin", message_id=POLL, is_pinned=False)

    ask >> pin >> vote >> voted(POLL, "{{ params.votes }}") >> count >> host >> tell >> unpin
