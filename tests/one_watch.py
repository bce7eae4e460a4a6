"""A watch over an inbox as a triggerer runs it before Airflow 3.3: one asset by itself, and the events it has fired."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger

POLL = 0.1


def watcher(asset: str = "inbox", **arguments: Any) -> WhopSupportMessageEventTrigger:
    return WhopSupportMessageEventTrigger(**{"asset": asset, "poll_interval": POLL, **arguments})


class Watching:
    """A trigger that runs, and the events that it has fired."""

    def __init__(self, trigger: WhopSupportMessageEventTrigger) -> None:
        self.fired: list[dict[str, Any]] = []
        self._task = asyncio.ensure_future(self._run(trigger))

    async def _run(self, trigger: WhopSupportMessageEventTrigger) -> None:
        async for event in trigger.run():
            self.fired.append(event.payload)

    async def has_fired(self, times: int) -> list[dict[str, Any]]:
        await until(lambda: len(self.fired) >= times)
        return self.fired

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    @property
    def ended(self) -> bool:
        return self._task.done()


async def until(true: Callable[[], object], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.01)


def looks(whop: WhopEmulator) -> int:
    return sum(entry.operation == "listSupportChannels" for entry in list(whop.requests))


async def looked(whop: WhopEmulator, times: int = 2) -> None:
    """Wait until it has looked so many times more."""
    enough = looks(whop) + times
    await until(lambda: looks(whop) >= enough)


def writes(whop: WhopEmulator, text: str, username: str = "ada") -> Awaitable[Any]:
    return asyncio.to_thread(whop.customer_writes, username, text)
