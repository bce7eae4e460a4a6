"""Answers without end or measure, over every transport, in a process of its own: bounded in time and in memory."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import chain, repeat
from time import sleep
from typing import Any

import pytest

from both import TRANSPORTS
from canned import OK, CannedServer
from places import ROOT

GIGABYTE = 10**9
PIECE = b" " * 1_000_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LARGEST = 16 * 1024 * 1024
MOST_SECONDS = 12.0
"""Far more than the time-out, because the machine may be busy."""
MOST_MEMORY = 150.0
"""MiB above what the client needs for an empty answer."""


def dripping() -> Iterator[bytes]:
    yield HEAD + b"Content-Length: 60\r\n\r\n"
    while True:
        sleep(1.0)
        yield b" "


@cache
def whole(body: bytes) -> list[bytes]:
    return [HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)]


@cache
def packed() -> list[bytes]:
    bomb = gzip.compress(bytes(LARGEST)) * (GIGABYTE // LARGEST + 1)
    return [HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(bomb), bomb)]


@cache
def keyed() -> list[bytes]:
    return whole(b"{" + b",".join(b'"%d":0' % number for number in range(1_000_000)) + b"}")


def filled(unit: bytes) -> list[bytes]:
    return whole(b'{"data":[' + unit * ((LARGEST - 20) // len(unit)) + b"0]}")


WITHOUT_END: dict[str, Callable[[], Iterable[bytes]]] = {
    "a body": lambda: chain([HEAD + b"\r\n"], repeat(PIECE)),
    "headers": lambda: chain([HEAD], repeat(b"X-Filler: x\r\n" * 1000)),
    "a header": lambda: chain([HEAD + b"X-Filler: "], repeat(b"x" * 10_000)),
    "a status line": lambda: chain([b"HTTP/1.1 200 "], repeat(b"x" * 10_000)),
    "trailers": lambda: chain([CHUNKED + b"0\r\n"], repeat(b"X-Filler: x\r\n" * 1000)),
    "a chunk's head": lambda: chain([CHUNKED + b"1;"], repeat(b"x" * 10_000)),
    "chunks of one byte": lambda: chain([CHUNKED], repeat(b"1\r\n \r\n" * 10_000)),
    "100 Continue": lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "hints": lambda: [b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 200_000 + OK],
    "a byte a second": dripping,
}
LARGE: dict[str, Callable[[], Iterable[bytes]]] = {
    "a gigabyte": lambda: chain([HEAD + b"Content-Length: %d\r\n\r\n" % GIGABYTE], repeat(PIECE, 1000)),
    "a gigabyte in chunks": lambda: chain([CHUNKED], repeat(b"%x\r\n%s\r\n" % (len(PIECE), PIECE), 1000)),
    "a gigabyte in one chunk": lambda: chain([CHUNKED + b"%x\r\n" % GIGABYTE], repeat(PIECE, 1000)),
    "a gigabyte in a chunk of less than nothing": lambda: chain([CHUNKED + b"-1\r\n"], repeat(PIECE, 1000)),
    "a gigabyte packed": packed,
    "100,000 brackets": partial(whole, b"[" * 100_000),
    "100,000 brackets that are closed": partial(whole, b"[" * 100_000 + b"]" * 100_000),
    "a million keys": keyed,
    "nothing but objects": partial(filled, b"{},"),
    "nothing but lists in lists": partial(filled, b"[[]],"),
    "nothing but texts": partial(filled, b'"",'),
    "nothing but numbers": partial(filled, b"0,"),
    "a number of millions of digits": partial(whole, b"9" * 5_000_000),
    "a text of megabytes": partial(whole, b'{"id":"' + b"\\u0000" * 2_000_000 + b'"}'),
}


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_what_has_no_end_or_no_measure_is_given_up(transport: str, canned: CannedServer) -> None:
    usual: Callable[[], Iterable[bytes]] = partial(whole, b'{"data":[],"page_info":{}}')
    named = {"20/usual": usual, **given("0.4", WITHOUT_END), **given("20", LARGE)}
    canned.pieces = lambda: named[path_of(canned.heard[-1])]()  # noqa: PLW0108  # asked anew for each request
    first, *told = ended(transport, f"http://127.0.0.1:{canned.port}", list(named))
    assert "answered" == first["ended"]
    assert {} == {
        name: one for name, one in zip([*WITHOUT_END, *LARGE], told, strict=True) if not is_bounded(one, first["peak"])
    }


def given(timeout: str, answers: dict[str, Callable[[], Iterable[bytes]]]) -> dict[str, Callable[[], Iterable[bytes]]]:
    return {f"{timeout}/{number}": answer for number, answer in enumerate(answers.values())}


def is_bounded(one: dict[str, Any], usual: float) -> bool:
    refused = one["ended"] in ("WhopUnreachable", "WhopUnexpectedReply")
    return refused and one["seconds"] < MOST_SECONDS and one["peak"] < usual + MOST_MEMORY


def ended(transport: str, base_url: str, paths: list[str]) -> list[dict[str, Any]]:
    command = [sys.executable, str(ROOT / "tests" / "measured.py"), transport, base_url, *paths]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert 0 == process.returncode, process.stderr
    found: list[dict[str, Any]] = json.loads(process.stdout)
    return found


def path_of(request: bytes) -> str:
    return "/".join(request.split(b" ")[1].decode().split("/")[1:3])
