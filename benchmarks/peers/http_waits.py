"""Airflow's HttpSensorTrigger, which waits until an address is found that never is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from airflow.providers.http.triggers.http import HttpSensorTrigger

from peers import EVERY, KEY
from peers.tasks import as_in_a_task


def for_an_address(url: str) -> Callable[[int], Any]:
    """Let all of them wait for one address."""
    as_in_a_task(http_default={"conn_type": "http", "host": url, "extra": {"Authorization": f"Bearer {KEY}"}})
    return lambda _: HttpSensorTrigger("/api/v1/nothing", poke_interval=EVERY)
