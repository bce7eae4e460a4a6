"""The floor that Python and HTTP set: requests and httpx as they come, and JSON read into dicts."""

from __future__ import annotations

from collections.abc import Callable

from peers import CHANNEL, KEY, TEXT

BODY = {"channel_id": CHANNEL, "content": TEXT}
HEADERS = {"Authorization": f"Bearer {KEY}"}
PAGE = {"channel_id": CHANNEL, "first": "100"}


def send_by_requests(url: str) -> Callable[[], object]:
    """Post a message."""
    import requests

    session = requests.Session()
    session.headers.update(HEADERS)
    return lambda: session.post(f"{url}/api/v1/messages", json=BODY, timeout=30).json()


def send_by_httpx(url: str) -> Callable[[], object]:
    """Post a message."""
    import httpx

    client = httpx.Client(headers=HEADERS)
    return lambda: client.post(f"{url}/api/v1/messages", json=BODY, timeout=30).json()


def read_by_requests(url: str) -> Callable[[], object]:
    """Read a page of messages."""
    import requests

    session = requests.Session()
    session.headers.update(HEADERS)
    return lambda: session.get(f"{url}/api/v1/messages", params=PAGE, timeout=30).json()["data"]


def read_by_httpx(url: str) -> Callable[[], object]:
    """Read a page of messages."""
    import httpx

    client = httpx.Client(headers=HEADERS)
    return lambda: client.get(f"{url}/api/v1/messages", params=PAGE, timeout=30).json()["data"]
