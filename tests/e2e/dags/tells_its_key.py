"""A task that prints its key, as careless people do: Airflow knows the key for a secret, and masks it.

It is another key than the search for keys looks for: the LocalExecutor of Airflow 3.3 also copies a task's lines to the
scheduler's own output, and masks nothing there.
"""

from __future__ import annotations

import logging

from airflow.sdk import DAG, task

from airflow_provider_whop.hooks.whop import WhopHook

with DAG(dag_id="tells_its_key", schedule=None):

    @task
    def tell() -> None:
        hook = WhopHook("whop_told")
        logging.getLogger(__name__).info("The key is %s, the client %r.", hook.get_conn().settings.key, hook.get_conn())
        print("Settings:", hook.get_conn().settings)

    tell()
