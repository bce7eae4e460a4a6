"""A hook whose methods are awaited on one event loop after another, as in a task that calls ``asyncio.run`` twice."""

from __future__ import annotations

import asyncio

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from sender import there

pytestmark = pytest.mark.usefixtures("connection")


def test_it_is_closed_on_another_loop_than_it_was_used_on(whop: WhopEmulator) -> None:
    hook = WhopHook()
    asyncio.run(hook.asend_message("exp_lounge", "a"))
    asyncio.run(hook.aclose())
    assert "sent" == asyncio.run(hook.asend_message("exp_lounge", "b")).delivery
    assert 2 == len(there(whop))


def test_it_is_closed_twice_and_used_again_on_its_loop(whop: WhopEmulator) -> None:
    async def use() -> None:
        hook = WhopHook()
        for _ in range(2):
            await hook.asend_message("exp_lounge", "a")
            await hook.aclose()
            await hook.aclose()

    asyncio.run(use())
    assert 2 == len(there(whop))
