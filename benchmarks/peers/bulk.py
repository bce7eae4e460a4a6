"""Many messages from one event loop, ten under way at once. The libraries are imported by those who are measured."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from peers import CHANNEL

AT_ONCE = 10
"""As ``asend_messages`` has it by itself."""


Sending = Callable[[Sequence[str]], Coroutine[Any, Any, int]]
"""Sends these texts, and gives how many were taken for sent."""


def ours(connection: dict[str, Any]) -> Sending:
    """Send them by ``asend_messages``."""
    from airflow_provider_whop.hooks.whop import WhopHook
    from peers.tasks import as_in_a_task

    as_in_a_task(whop_default=connection)
    hook = WhopHook()

    async def send(texts: Sequence[str]) -> int:
        return len(await hook.asend_messages({"channel_id": CHANNEL, "content": text, "key": text} for text in texts))

    return send


def whop_sdk_2(connection: dict[str, Any]) -> Sending:
    """Send them by one client of the official SDK, which sends again what was refused for the rate."""
    from whop_sdk import AsyncWhop
    from whop_sdk.environment import WhopEnvironment

    environment = WhopEnvironment(api=f"{connection['host']}/api/v1", vault=connection["host"])
    whop = AsyncWhop(token=connection["password"], environment=environment)
    return lambda texts: _all(texts, lambda text: whop.messages.create(channel_id=CHANNEL, content=text))


def whop_sdk_0(connection: dict[str, Any]) -> Sending:
    """Send them by one client of the SDK before it, which does so too."""
    from whop_sdk import AsyncWhop

    whop = AsyncWhop(api_key=connection["password"], base_url=f"{connection['host']}/api/v1")
    return lambda texts: _all(texts, lambda text: whop.messages.create(channel_id=CHANNEL, content=text))


def bare_httpx(connection: dict[str, Any]) -> Sending:
    """Send them by httpx as it comes."""
    import httpx

    client = httpx.AsyncClient(headers={"Authorization": f"Bearer {connection['password']}"}, timeout=30)

    async def post(text: str) -> None:
        body = {"channel_id": CHANNEL, "content": text}
        (await client.post(f"{connection['host']}/api/v1/messages", json=body)).raise_for_status()

    return lambda texts: _all(texts, post)


async def _all(texts: Sequence[str], send: Callable[[str], Awaitable[object]]) -> int:
    free = asyncio.Semaphore(AT_ONCE)

    async def one(text: str) -> None:
        async with free:
            await send(text)

    ended = await asyncio.gather(*map(one, texts), return_exceptions=True)
    return sum(1 for outcome in ended if not isinstance(outcome, BaseException))
