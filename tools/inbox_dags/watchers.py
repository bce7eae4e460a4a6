"""Twenty DAGs, or as many as ``WHOP_INBOX_WATCHERS`` says, on as many assets of one inbox; each is to be given all."""

from __future__ import annotations

import os

from airflow.sdk import DAG, Asset, AssetWatcher, get_current_context, task
from receipts import INTERVAL, RETRIED, START, acknowledge

from airflow_provider_whop.assets.inbox import new_messages
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

for number in range(1, int(os.environ.get("WHOP_INBOX_WATCHERS", "20")) + 1):
    name = f"watcher_{number:02}"
    rings = WhopSupportMessageEventTrigger(asset=name, poll_interval=INTERVAL)
    inbox = Asset(name, watchers=[AssetWatcher(name="whop", trigger=rings)])
    with DAG(dag_id=name, schedule=[inbox], start_date=START, catchup=False, max_active_runs=1):

        @task(**RETRIED)
        def handle() -> None:
            """Acknowledge what is new."""
            context = get_current_context()
            with new_messages(context) as messages:
                acknowledge((message.id for message in messages), context)

        handle()
