"""whop-sdk 0.0.41, with one client for all calls."""

from __future__ import annotations

from collections.abc import Callable

from whop_sdk import Whop

from peers import CHANNEL, KEY, TEXT


def send(url: str) -> Callable[[], object]:
    """Post a message."""
    whop = _whop(url)
    return lambda: whop.messages.create(channel_id=CHANNEL, content=TEXT)


def read(url: str) -> Callable[[], object]:
    """Read a page of messages."""
    whop = _whop(url)
    return lambda: whop.messages.list(channel_id=CHANNEL, first=100).data


def _whop(url: str) -> Whop:
    return Whop(api_key=KEY, base_url=f"{url}/api/v1")
