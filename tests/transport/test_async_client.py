"""What only the asynchronous transport can get wrong: the event loop."""

from __future__ import annotations

import asyncio
from time import monotonic

from airflow_provider_whop.api import messages
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from airflow_provider_whop.transport.terms import CONNECTIONS


async def _many(settings: Settings, number: int) -> None:
    async with AsyncWhopClient(settings) as client:
        calls = (messages.create_message("exp_lounge", str(n)) for n in range(number))
        await asyncio.gather(*(client.send(call) for call in calls))


def test_many_calls_at_once_share_a_few_connections(whop: WhopEmulator) -> None:
    asyncio.run(_many(Settings(key=whop.key, base_url=whop.base_url), 50))
    assert 50 == len(whop.messages("exp_lounge"))
    assert len({entry.peer for entry in whop.requests}) <= CONNECTIONS


async def _longest_stall(settings: Settings) -> float:
    """Measure how long the loop ever stood still while clients were made and used."""
    longest, going = 0.0, True

    async def watch() -> None:
        nonlocal longest
        while going:
            before = monotonic()
            await asyncio.sleep(0.001)
            longest = max(longest, monotonic() - before)

    watching = asyncio.create_task(watch())
    for _ in range(20):
        async with AsyncWhopClient(settings) as client:
            await client.send(messages.create_message("exp_lounge", "hi"))
    going = False
    await watching
    return longest


def test_a_new_client_does_not_stop_the_loop(whop: WhopEmulator) -> None:
    settings = Settings(key=whop.key, base_url=whop.base_url)
    asyncio.run(_many(settings, 1))  # reads the certificates, once a process
    assert asyncio.run(_longest_stall(settings)) < 0.1
