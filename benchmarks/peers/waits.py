"""Our triggers behind deferred sensors: all wait for one inbox, or each for a customer of its own in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from airflow_provider_whop.triggers.support import WhopSupportMessageTrigger
from peers import EVERY, KEY
from peers.tasks import as_in_a_task

SINCE = {"since": {"at": "2026-02-01T00:00:00Z"}}


def for_one_inbox(url: str) -> Callable[[int], Any]:
    """Let all of them wait for any customer's message."""
    named(url)
    return lambda _: _waiting({"company_id": "biz_emulator"})


def for_own_customers(url: str) -> Callable[[int], Any]:
    """Let each wait for another customer's message."""
    named(url)
    return lambda number: _waiting({"company_id": "biz_emulator", "customers": [f"user_{number}"]})


def _waiting(wanted: dict[str, Any]) -> WhopSupportMessageTrigger:
    return WhopSupportMessageTrigger(wanted=wanted, interval=SINCE, poll_interval=EVERY)


def named(url: str) -> None:
    """Name the connection."""
    extra = {"company_id": "biz_emulator", "user_id": "user_team", "rate_limit": 0}
    as_in_a_task(whop_default={"conn_type": "whop", "host": url, "password": KEY, "extra": extra})
