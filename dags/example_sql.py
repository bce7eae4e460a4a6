"""What a database knows, told in a channel: the week's sales as a table, and all of them as a file.

Run it with ``airflow dags test example_sql``, once ``airflow-provider-whop[common.sql]`` and the Airflow provider of
your database are installed. Here that is SQLite, in memory, where the query brings its own rows:
``export AIRFLOW_CONN_SHOP='{"conn_type": "sqlite", "host": ":memory:"}'``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.providers.common.compat.sdk import DAG  # on Airflow 3 alone: from airflow.sdk import DAG

from airflow_provider_whop.operators.sql import SqlToWhopOperator

with DAG(
    dag_id="example_sql",
    schedule="0 8 * * 1",
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=10)},
    params={"channel_id": "exp_announcements"},
    tags=["whop", "example"],
) as dag:
    SqlToWhopOperator(
        task_id="sales",
        sql_conn_id="shop",
        sql="example_sql.sql",
        parameters={"least": 10},
        channel_id="{{ params.channel_id }}",
        content="## {{ row_count }} products sold well\n\n{{ table }}",
        max_rows=2,
        filename="sales.csv",
    )
    SqlToWhopOperator(
        task_id="complaints",
        sql_conn_id="shop",
        sql="SELECT 'none' AS complaint WHERE 1 = 0",
        channel_id="{{ params.channel_id }}",
        on_empty="skip",
    )
