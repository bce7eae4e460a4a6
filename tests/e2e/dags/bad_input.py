"""Every bad input as a task of its own, with one retry each: the test reads what the real task log says last."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import DAG, task

from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.operators.channels import WhopUpdateChannelOperator
from airflow_provider_whop.operators.messages import WhopSendMessageOperator

HELLO = {"channel_id": "exp_lounge", "content": "hello from the bad input DAG"}

with DAG(
    dag_id="bad_input",
    schedule=None,
    default_args={"retries": 1, "retry_delay": timedelta(seconds=1)},
):
    for name in ("missing", "no_key", "wrong_key", "no_permission", "dead_port", "web_site", "plain_http"):
        WhopSendMessageOperator(task_id=name, whop_conn_id=f"whop_{name}", **HELLO)

    WhopSendMessageOperator(task_id="unknown_channel", channel_id="exp_nowhere", content="hello")
    WhopSendMessageOperator(task_id="renders_empty", channel_id="exp_lounge", content="{{ params.get('gone', '') }}")
    WhopSendMessageOperator(
        task_id="poll_ids", **HELLO, poll={"options": [{"id": "1", "text": "a"}, {"id": "3", "text": "b"}]}
    )
    WhopUpdateChannelOperator(task_id="negative_cooldown", channel_id="exp_lounge", user_posts_cooldown_seconds=-5)

    @task
    def no_company() -> list[str]:
        return [channel.id for channel in WhopHook("whop_no_company").list_channels()]

    no_company()
