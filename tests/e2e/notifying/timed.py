"""The notifier with a watch: what Airflow called it for, and how many seconds that took, go into a file."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any
from unittest.mock import patch

from airflow_provider_whop.hooks.callback import CallbackHook
from airflow_provider_whop.notifications.occasion import occasion_of
from airflow_provider_whop.notifications.whop import WhopNotifier

FILE = Path(os.environ["NOTIFIED"])

TOLD: ContextVar[dict[str, Any]] = ContextVar("told")  # not set where a notifier without a watch is at work

for name in ("transport.client", "transport.async_client"):
    import_module(f"airflow_provider_whop.{name}")  # before the watch: how long that takes is the machine's affair


class TimedHook(CallbackHook):
    """Notes when Airflow has given the connection: from then on the notifier's time-out counts."""

    def get_conn(self) -> Any:
        """Give it."""
        client = super().get_conn()
        TOLD.get({})["given"] = monotonic()
        return client

    async def aget_conn(self) -> Any:
        """Give it, awaited."""
        client = await super().aget_conn()
        TOLD.get({})["given"] = monotonic()
        return client


patch("airflow_provider_whop.hooks.callback.CallbackHook", TimedHook).start()


class TimedNotifier(WhopNotifier):
    """Writes down each call; one that raises, too."""

    def __call__(self, *args: Any) -> None:
        """Time a call."""
        with timed(self.whop_conn_id, args[0]):
            super().__call__(*args)

    async def async_notify(self, context: Any) -> None:
        """Time an awaited one, and count how often the event loop has come to others meanwhile."""
        with timed(self.whop_conn_id, context) as told:
            others = asyncio.create_task(count_turns(told))
            try:
                await super().async_notify(context)
            finally:
                others.cancel()


async def count_turns(told: dict[str, Any]) -> None:
    """Come back ten times a second, as far as the event loop lets others in."""
    while True:
        await asyncio.sleep(0.1)
        told["turns"] = told.get("turns", 0) + 1


@contextmanager
def timed(connection: str, context: Any) -> Iterator[dict[str, Any]]:
    """Write down how long the block takes, with what else is told of it."""
    occasion, began = occasion_of(context), monotonic()
    told: dict[str, Any] = {"run": occasion.run_id, "state": occasion.state, "connection": connection}
    told |= {"task": occasion.task_id, "pid": os.getpid()}
    TOLD.set(told)
    try:
        yield told
    finally:
        ended = monotonic()
        told |= {"seconds": ended - began, "delivery": ended - told.pop("given", began)}
        with FILE.open("a") as file:
            file.write(json.dumps(told) + "\n")
