"""Announcements to the channels that ``WHOP_CHANNELS`` names: mapped, mapped with an empty body, by one task."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from airflow.sdk import DAG, task

from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.operators.messages import WhopSendMessageOperator

AT_ONCE = 20
CHANNELS = os.environ.get("WHOP_CHANNELS", "exp_lounge").split(",")
EACH = [
    {"channel_id": CHANNELS[number % len(CHANNELS)], "content": f"Announcement {number}"}
    for number in range(int(os.environ.get("WHOP_ANNOUNCEMENTS", "10")))
]


class Nothing(WhopSendMessageOperator):
    """The same with an empty body."""

    def execute(self, context: Any) -> None:  # type: ignore[override]
        """Do nothing."""


with DAG(dag_id="announce_nothing", schedule=None, max_active_tasks=64):
    Nothing.partial(task_id="send").expand_kwargs(EACH)

with DAG(dag_id="announce_mapped", schedule=None, max_active_tasks=64):
    WhopSendMessageOperator.partial(task_id="send").expand_kwargs(EACH)

with DAG(dag_id="announce_async", schedule=None):

    @task
    async def send() -> int:
        """Send all, a few at a time; the hook keeps the rate limit."""
        hook, few = WhopHook(), asyncio.Semaphore(AT_ONCE)

        async def one(number: int, message: dict[str, str]) -> None:
            async with few:
                await hook.asend_message(**message, key=f"announcement {number}")

        await asyncio.gather(*(one(number, message) for number, message in enumerate(EACH)))
        await hook.aclose()
        return len(EACH)

    send()
