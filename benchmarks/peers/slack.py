"""Airflow's SlackHook."""

from __future__ import annotations

from collections.abc import Callable

from airflow.providers.slack.hooks.slack import SlackHook

from peers import CHANNEL, KEY, TEXT
from peers.tasks import as_in_a_task


def send(url: str) -> Callable[[], object]:
    """Post a message."""
    as_in_a_task(slack_api_default={"conn_type": "slack", "password": KEY})
    hook = SlackHook(base_url=f"{url}/api/")
    return lambda: hook.call("chat.postMessage", json={"channel": CHANNEL, "text": TEXT})
