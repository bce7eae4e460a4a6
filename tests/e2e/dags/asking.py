"""A query that gives another row each time it is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG

from airflow_provider_whop.operators.sql import SqlToWhopOperator

with DAG(dag_id="asking", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)):
    SqlToWhopOperator(
        task_id="send",
        sql_conn_id="shop",
        sql="WITH numbers (n) AS (VALUES (1), (2), (3)) SELECT n, hex(randomblob(8)) AS other FROM numbers",
        channel_id="{{ dag_run.conf['channel'] }}",
        max_rows=2,
        settle=1,
        retries=2,
        retry_delay=timedelta(seconds=1),
    )
