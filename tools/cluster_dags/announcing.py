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

with DAG(dag_id="announce", schedule=None, max_active_tasks=64):
    WhopSendMessageOperator.partial(task_id="send", content="Office hours are at 15:00 UTC.", **RETRIED).expand(
        channel_id=CHANNELS
    )
