"""A send over a connection that is kept in the metadata database, its text and poll in rendered templates and XCom."""

from __future__ import annotations

from airflow.sdk import DAG

from airflow_provider_whop.operators.messages import WhopSendMessageOperator

with DAG(dag_id="from_database", schedule=None):
    WhopSendMessageOperator(
        task_id="send",
        whop_conn_id="whop_kept",
        channel_id="exp_lounge",
        content="by {{ dag.dag_id }}",
        poll=["a", "b"],
    )
