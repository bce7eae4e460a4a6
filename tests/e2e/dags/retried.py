"""A send that Whop turns away twice before it takes it: the task's log tells the story."""

from __future__ import annotations

from airflow.sdk import DAG

from airflow_provider_whop.operators.messages import WhopSendMessageOperator

with DAG(dag_id="retried", schedule=None):
    WhopSendMessageOperator(task_id="send", channel_id="exp_lounge", content="private words of the retried DAG")
