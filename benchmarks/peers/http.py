"""Airflow's HttpHook."""

from __future__ import annotations

from collections.abc import Callable

from airflow.providers.http.hooks.http import HttpHook

from peers import CHANNEL, KEY, TEXT
from peers.tasks import as_in_a_task


def send(url: str) -> Callable[[], object]:
    """Post a message."""
    extra = {"Authorization": f"Bearer {KEY}"}
    as_in_a_task(http_default={"conn_type": "http", "host": url, "extra": extra})
    hook = HttpHook("POST")
    return lambda: hook.run("/api/v1/messages", json={"channel_id": CHANNEL, "content": TEXT}).json()
