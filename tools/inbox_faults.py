"""A bad day at Whop: one request in ten goes wrong, of whatever operation, in one of seven ways."""

from __future__ import annotations

from collections import Counter
from typing import Any

from airflow_provider_whop.emulator import WhopEmulator

SHARE = 0.1
WAYS: tuple[dict[str, Any], ...] = (
    {"status": 429, "headers": {"Retry-After": "1"}},
    {"status": 503},
    {"status": 500, "accepted": True},
    {"status": 502},
    {"cut": "headers", "reset": True},
    {"cut": "answer", "accepted": True},
    {"cut": "half", "accepted": True},
)
FOR_EVER = 1_000_000


def bad_day(whop: WhopEmulator) -> None:
    """Begin it. Each way has the same share, though it is asked only about what the ones before it spared."""
    each = SHARE / len(WAYS)
    for number, way in enumerate(WAYS):
        whop.misbehave(times=FOR_EVER, chance=each / (1 - number * each), **way)


def spoilt(whop: WhopEmulator) -> tuple[int, int]:
    """Count the requests of ours that something was done to, and all."""
    requests = whop.requests
    return sum(entry.fault is not None for entry in requests), len(requests)


def ways(whop: WhopEmulator) -> Counter[str]:
    """Count what was done to them."""
    return Counter(entry.fault for entry in whop.requests if entry.fault)
