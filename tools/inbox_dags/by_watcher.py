"""Each run is started by the watcher of the inbox, and acknowledges what is new."""

from __future__ import annotations

from airflow.sdk import DAG, Asset, AssetWatcher, get_current_context, task
from receipts import INTERVAL, RETRIED, START, acknowledge

from airflow_provider_whop.assets.inbox import new_messages
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

rings = WhopSupportMessageEventTrigger(asset="inbox", poll_interval=INTERVAL)
inbox = Asset("inbox", watchers=[AssetWatcher(name="whop", trigger=rings)])

with DAG(dag_id="by_watcher", schedule=[inbox], start_date=START, catchup=False, max_active_runs=1):

    @task(**RETRIED)
    def handle() -> None:
        """Acknowledge what is new."""
        context = get_current_context()
        with new_messages(context) as messages:
            acknowledge((message.id for message in messages), context)

    handle()
