"""One announcement, mapped over the channels in ``WHOP_CHANNELS``; and the same with an empty body, to time by."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG

from airflow_provider_whop.operators.messages import WhopSendMessageOperator

CHANNELS = os.environ["WHOP_CHANNELS"].split(",")
RETRIED: dict[str, Any] = {"retries": 10, "retry_delay": timedelta(seconds=1)}


class Nothing(WhopSendMessageOperator):
    """The same with an empty body."""

    def execute(self, context: Any) -> None:  # type: ignore[override]
        """Do nothing."""


with DAG(dag_id="announce_nothing", schedule=None, max_active_tasks=64):
    Nothing.partial(task_id="send", content="Nothing", **RETRIED).expand(channel_id=CHANNELS)

# two runs that say the same within seconds of each other cannot be told apart by what is in the channel
for dag_id, content in {"announce": "Office hours are at 15:00 UTC.", "announce_more": "Bring questions."}.items():
    with DAG(dag_id=dag_id, schedule=None, max_active_tasks=64):
        WhopSendMessageOperator.partial(task_id="send", content=content, **RETRIED).expand(channel_id=CHANNELS)
