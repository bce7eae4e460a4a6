"""Connections that go wrong, each in one way, as the notifier meets them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from time import sleep

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from canned import CannedServer


@pytest.fixture
def wrong(whop: WhopEmulator, canned: CannedServer, connection: Callable[..., None]) -> Callable[[str], None]:
    """Let the connection go wrong; the key that is refused is a secret."""

    def set_to(name: str) -> None:
        canned.pieces = lambda: _pieces(b"x" if name == "trickling" else b"")
        fields = {
            "dead port": {"host": "http://127.0.0.1:1"},
            "hanging": {"host": f"http://127.0.0.1:{canned.port}"},
            "trickling": {"host": f"http://127.0.0.1:{canned.port}"},
            "refused key": {"password": "sekret-key"},
            "no key": {"password": None},
            "no such host": {"host": "https://whop.invalid"},
        }
        connection(json.dumps({**json.loads(whop.connection), **fields[name]}))

    return set_to


def _pieces(piece: bytes) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" if piece else b""
    for _ in range(100):
        sleep(0.1)
        yield piece
