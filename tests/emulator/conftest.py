"""Talking to the emulator as a stranger would: plain requests, none of our own client."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


@pytest.fixture
def api(whop: WhopEmulator) -> Iterator[Api]:
    """Call the API of the fresh Whop: method, path, and what requests takes; ``key=None`` sends none."""
    with requests.Session() as session:

        def call(method: str, path: str, *, key: str | None = whop.key, **options: object) -> requests.Response:
            headers = dict(options.pop("headers", {}))  # type: ignore[call-overload]
            if key is not None:
                headers["Authorization"] = f"Bearer {key}"
            return session.request(method, whop.base_url + path, headers=headers, timeout=10, **options)  # type: ignore[arg-type]

        yield call
