"""Bytes to a storage that speaks in canned bytes: what it is given, and when it is believed."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any, ClassVar

import pytest

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.api.wire import Parcel, Reply, Response, Steps, Unreachable
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from both import Connect
from canned import OK, CannedServer

MANY = bytes(30_000_000)
SLOWLY = 16_000_000


def put(connect: Connect, url: str, data: bytes = b"12345", timeout: float = 5.0, **headers: str) -> Reply:
    """Have one parcel performed over each transport."""
    return connect(base_url="http://127.0.0.1:1", timeout=timeout).run(parcel(url, data, headers))


def parcel(url: str, data: bytes, headers: dict[str, str]) -> Steps[Reply]:
    return told(Parcel("storeFile", url, headers, InMemory("a.txt", data), 0, len(data)))


def told(one: Parcel) -> Steps[Reply]:
    """Ask for one parcel to be sent, and no more."""
    reply: Any = yield one
    return reply


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("/a;b.txt?sig=1;2", "/a;b.txt?sig=1;2"),
        ("/a%2Fb?", "/a%2Fb?"),
        ("?x=/y", "/?x=/y"),
        ("", "/"),
        ("/a#b", "/a"),
    ],
)
def test_the_address_arrives_sign_by_sign(connect: Connect, canned: CannedServer, place: str, target: str) -> None:
    put(connect, f"http://127.0.0.1:{canned.port}{place}")
    assert f"PUT {target} HTTP/1.1".encode() == canned.heard[0].split(b"\r\n")[0]


def test_headers_go_as_they_were_given(connect: Connect, canned: CannedServer) -> None:
    named = {"Content-Disposition": 'attachment; filename="Menü.pdf"', "Content-Length": "7", "x-Amz-Acl": "private"}
    put(connect, f"http://127.0.0.1:{canned.port}/a", **named)
    head = canned.heard[0].partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
    given = 'Content-Disposition: attachment; filename="Menü.pdf"'.encode()
    host = f"Host: 127.0.0.1:{canned.port}".encode()
    assert [host, given, b"x-Amz-Acl: private", b"Content-Length: 5"] == head


def test_what_the_storage_says_does_not_count(connect: Connect, canned: CannedServer) -> None:
    canned.answer = b'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nETag: "x"\r\nContent-Length: 4\r\n\r\ntrue'
    reply = put(connect, f"http://127.0.0.1:{canned.port}/a")
    assert isinstance(reply, Response)
    assert (200, '"x"', b"") == (reply.status, reply.headers["etag"], reply.body)


def test_what_a_storage_said_too_much_does_not_count_for_the_next_bytes(connect: Connect, canned: CannedServer) -> None:
    client = connect(base_url="http://127.0.0.1:1")
    answers = iter([OK + OK, b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"])
    canned.pieces = lambda: [next(answers)]
    replies = [client.run(parcel(f"http://127.0.0.1:{canned.port}/a", b"12345", {})) for _ in range(2)]
    assert [200, 403] == [getattr(reply, "status", reply) for reply in replies]


def test_an_interim_answer_is_none(connect: Connect, canned: CannedServer) -> None:
    canned.answer = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    reply = put(connect, f"http://127.0.0.1:{canned.port}/a")
    assert "only an interim answer came" == getattr(reply, "reason", reply)


class Hasty:
    """A storage that answers after the first bytes, and reads no more."""

    def __init__(self, status: str) -> None:
        self._answer = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/a"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        stream, _ = self._listening.accept()
        stream.recv(2_000_000)
        stream.sendall(self._answer)
        stream.shutdown(socket.SHUT_WR)
        threading.Event().wait(0.3)
        stream.close()

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def hasty() -> Iterator[Hasty]:
    """A storage that takes everything for stored after its first bytes."""
    server = Hasty("200 OK")
    yield server
    server.close()


def test_a_storage_that_answers_before_it_has_all_bytes_is_not_believed(connect: Connect, hasty: Hasty) -> None:
    assert isinstance(put(connect, hasty.url, MANY), Unreachable)


@pytest.fixture
def slow() -> Iterator[str]:
    """A storage at the end of a slow way: five megabytes a second at first, little of it under way."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        threading.Thread(target=_taking, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/a"


def _taking(listening: socket.socket) -> None:
    stream, _ = listening.accept()
    with stream, suppress(ConnectionResetError):  # who gives up takes back what has not come yet
        took = 0
        while took < SLOWLY and (came := stream.recv(65_536)):
            took += len(came)
            threading.Event().wait(0.013 if took < SLOWLY / 2 else 0.0)  # what the kernel holds is not waited for
        stream.sendall(b"HTTP/1.1 200 OK\r\nETag: all\r\nContent-Length: 0\r\n\r\n")


def test_bytes_that_leave_slowly_have_the_time_that_they_need_as_long_as_some_leave(
    connect: Connect, slow: str
) -> None:
    began = monotonic()
    reply = put(connect, slow, bytes(SLOWLY), timeout=1.0)
    assert isinstance(reply, Response), reply
    assert "all" == reply.headers["etag"]
    assert monotonic() - began > 1.5


class Endless(InMemory):
    """A source of as many bytes as anybody takes; counts its pieces."""

    given: ClassVar[list[int]] = []

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        while True:
            self.given.append(start)
            yield bytes(1000)


def test_when_nobody_waits_for_it_any_more_no_more_is_sent(slow: str) -> None:
    async def cancelled() -> None:
        async with AsyncWhopClient(Settings(key="whop_emulator_key", base_url="http://127.0.0.1:1")) as client:
            whole = Parcel("storeFile", slow, {}, Endless("a.txt", b""), 0, SLOWLY)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.run(told(whole)), 0.3)

    asyncio.run(cancelled())
    assert [] != Endless.given
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("whop-uploads")]
    for thread in threads:
        thread.join(2.0)
    assert not any(thread.is_alive() for thread in threads)
