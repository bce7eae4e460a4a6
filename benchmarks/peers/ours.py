"""Our hook, over the HTTP library that a task has, and over requests where it is loaded already."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from airflow_provider_whop.hooks.whop import WhopHook
from peers import CHANNEL, KEY, TEXT
from peers.tasks import as_in_a_task


def send(url: str) -> Callable[[], object]:
    """Post a message."""
    hook = _hook(url)
    return lambda: hook.send_message(CHANNEL, TEXT)


def send_with_requests_loaded(url: str) -> Callable[[], object]:
    """Post a message in a process that has requests already."""
    import_module("requests")
    return send(url)


def read(url: str) -> Callable[[], object]:
    """Read a page of messages."""
    hook = _hook(url)
    return lambda: list(hook.list_messages(CHANNEL, first=100))


def _hook(url: str) -> WhopHook:
    extra = {"user_id": "user_team", "rate_limit": 0}
    as_in_a_task(whop_default={"conn_type": "whop", "host": url, "password": KEY, "extra": extra})
    return WhopHook()
