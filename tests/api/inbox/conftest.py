"""An inbox whose past can be written, and a way to look into it over either transport."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import pytest

from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.emulator import WhopEmulator
from both import Client
from contract import hold_to_contract

Look = Callable[..., News]


class Past:
    """The emulator's clock, which can be set back to write a past."""

    def __init__(self) -> None:
        self.ago = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) - self.ago


@pytest.fixture
def past() -> Past:
    """The clock of the fresh Whop."""
    return Past()


@pytest.fixture
def whop(past: Past) -> Iterator[WhopEmulator]:
    """A fresh Whop without a rate limit, by that clock."""
    with WhopEmulator(now=past, rate_limit=0) as emulator:
        yield emulator
        hold_to_contract(emulator.requests)


@pytest.fixture
def write(whop: WhopEmulator) -> Callable[..., dict[str, Any]]:
    """Let a customer write, never two in one millisecond."""

    def written(user_id: str = "ada", text: str = "help") -> dict[str, Any]:
        sleep(0.0015)
        return whop.customer_writes(user_id, text)

    return written


@pytest.fixture
def start() -> Watermark:
    """The mark of an hour ago."""
    return Watermark.since(datetime.now(UTC) - timedelta(hours=1))


@pytest.fixture
def look(client: Client) -> Look:
    """Look for what is new since a mark: ``overlap`` and ``include_content`` are the inbox's, the rest is wanted."""

    def news(since: Watermark, until: Watermark | None = None, **given: Any) -> News:
        inbox = {name: given.pop(name) for name in ("overlap", "include_content") if name in given}
        wanted = Wanted.of(**{"company_id": "biz_emulator", **given})
        return client.run(Inbox(client.ask, wanted, **inbox).news(Interval(since=since, until=until)))

    return news


@pytest.fixture
def cost(whop: WhopEmulator) -> Callable[[], dict[str | None, int]]:
    """Count the requests since the last count, by operation."""

    def counted() -> dict[str | None, int]:
        requests = Counter(entry.operation for entry in whop.requests)
        whop.forget_requests()
        return dict(requests)

    return counted
