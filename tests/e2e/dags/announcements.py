"""Announcements to the channels that ``WHOP_CHANNELS`` names: mapped, mapped with an empty body, by one task."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from airflow.sdk import DAG, BaseOperator, task

from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.operators.messages import WhopSendMessageOperator

AT_ONCE = 20
CHANNELS = os.environ.get("WHOP_CHANNELS", "exp_lounge").split(",")
EACH = [
    {"channel_id": CHANNELS[number % len(CHANNELS)], "content": f"Announcement {number}"}
    for number in range(int(os.environ.get("WHOP_ANNOUNCEMENTS", "10")))
]


class Nothing(BaseOperator):
    """Takes what the other takes, and does nothing."""

    def __init__(self, channel_id: str, content: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.channel_id, self.content = channel_id, content

    def execute(self, context: Any) -> None:
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
