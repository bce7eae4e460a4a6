"""Bytes to a storage that speaks in canned bytes: what it is given, and when it is believed."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from time import monotonic

import pytest
import trustme

from airflow_provider_whop.api.errors import WhopUnreadableFile
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.api.wire import Parcel, Reply, Response, Steps, Unreachable
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from airflow_provider_whop.transport.storage import Storage
from airflow_provider_whop.transport.terms import CONNECTIONS
from both import Connect, sending, told
from canned import OK, CannedServer

MANY = bytes(30_000_000)
SLOWLY = 16_000_000


def put(connect: Connect, url: str, data: bytes = b"12345", timeout: float = 5.0, **headers: str) -> Reply:
    """Have one parcel performed over each transport."""
    return connect(base_url="http://127.0.0.1:1", timeout=timeout).run(parcel(url, data, headers))


def parcel(url: str, data: bytes, headers: dict[str, str]) -> Steps[Reply]:
    return told(Parcel("storeFile", url, headers, InMemory("a.txt", data), 0, len(data)))


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


def test_what_comes_before_the_answer_is_none(connect: Connect, canned: CannedServer) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    canned.answer = b"HTTP/1.1 102 Processing\r\n\r\n" + hints + hints + OK
    reply = put(connect, f"http://127.0.0.1:{canned.port}/a")
    assert 200 == getattr(reply, "status", reply)


class Generous(InMemory):
    """A source that gives more than it was asked for."""

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        yield from (self.data[start:], b"DELETE /x HTTP/1.1\r\n\r\n")


@pytest.mark.parametrize("data", [b"123456", b"12345"])
def test_bytes_beyond_those_that_were_said_do_not_leave(connect: Connect, canned: CannedServer, data: bytes) -> None:
    one = Parcel("storeFile", f"http://127.0.0.1:{canned.port}/a", {}, Generous("a.txt", data, "file 2"), 0, 5)
    with pytest.raises(WhopUnreadableFile, match="file 2: its bytes became more while it was uploaded"):
        connect(base_url="http://127.0.0.1:1").run(told(one))
    assert not any(b"DELETE" in heard or b"6" in heard.partition(b"\r\n\r\n")[2] for heard in canned.heard)


WHO: ContextVar[str] = ContextVar("WHO", default="nobody")


class Aware(InMemory):
    """A source that knows who asks, as a logger of Airflow's triggerer does."""

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        yield WHO.get().encode()


def test_a_source_and_the_log_know_who_asks(connect: Connect, canned: CannedServer) -> None:
    WHO.set("a trigger")
    one = Parcel("storeFile", f"http://127.0.0.1:{canned.port}/a", {}, Aware("a.txt", b""), 0, 9)
    connect(base_url="http://127.0.0.1:1").run(told(one))
    assert canned.heard[0].endswith(b"\r\n\r\na trigger")


class Hasty:
    """A storage that answers after the first bytes, and reads no more."""

    def __init__(self, status: str, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._answer = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listening.getsockname()[1]}/a"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        stream, _ = self._listening.accept()
        stream = self._tls.wrap_socket(stream, server_side=True) if self._tls else stream
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
def refusing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hasty]:
    """A storage whose address has expired, by https."""
    authority, tls = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    server = Hasty("403 Expired", tls)
    yield server
    server.close()


def test_a_refusal_that_comes_amid_the_bytes_is_heard_by_https(connect: Connect, refusing: Hasty) -> None:
    reply = put(connect, refusing.url, MANY)
    assert 403 == getattr(reply, "status", reply)


@pytest.fixture
def slow() -> Iterator[str]:
    """A storage at the end of a slow way: five megabytes a second at first, little of it under way."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        threading.Thread(target=_taking, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/a"


def _taking(listening: socket.socket) -> None:
    stream, _ = listening.accept()
    with stream, suppress(ConnectionError):  # who gives up takes back what has not come yet
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
    """A source of as many bytes as anybody takes."""

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        while True:
            yield bytes(1000)


@pytest.fixture
def mute() -> Iterator[str]:
    """A storage that takes some bytes and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/a"


def awaited() -> AsyncWhopClient:
    return AsyncWhopClient(Settings(key="whop_emulator_key", base_url="http://127.0.0.1:1"))


@pytest.mark.parametrize("storage", ["slow", "mute"])
@pytest.mark.parametrize("source", [Endless("a.txt", b""), InMemory("a.txt", b"12345")], ids=["much", "little"])
def test_when_nobody_waits_for_it_any_more_no_more_is_sent(
    request: pytest.FixtureRequest, storage: str, source: InMemory
) -> None:
    length = SLOWLY if isinstance(source, Endless) else 5

    async def cancelled() -> None:
        async with awaited() as client:
            whole = Parcel("storeFile", request.getfixturevalue(storage), {}, source, 0, length)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.run(told(whole)), 0.3)

    asyncio.run(cancelled())
    assert [] == sending()


def test_what_is_given_up_before_it_has_begun_does_not_even_connect(canned: CannedServer) -> None:
    storage = Storage(Settings(key="whop_emulator_key", base_url="http://127.0.0.1:1"), logging.getLogger(__name__))
    source = InMemory("a.txt", b"12345")
    body = storage.stream(Parcel("storeFile", f"http://127.0.0.1:{canned.port}/a", {}, source, 0, 5))
    body.give_up()
    assert "it was given up" == getattr(storage.send(body), "reason", None)
    assert 0 == canned.connections


def test_a_client_that_is_closed_breaks_off_what_is_under_way_and_can_be_used_again(
    mute: str, canned: CannedServer
) -> None:
    async def closed() -> list[Reply]:
        client = awaited()
        waiting = [asyncio.create_task(client.run(parcel(mute, b"12345", {}))) for _ in range(CONNECTIONS + 2)]
        await asyncio.sleep(0.3)
        await client.close()
        broken = await asyncio.wait_for(asyncio.gather(*waiting), 10.0)
        again = await client.run(parcel(f"http://127.0.0.1:{canned.port}/a", b"12345", {}))
        await client.close()
        return [*broken, again]

    *broken, again = asyncio.run(closed())
    assert CONNECTIONS + 2 == len([reply for reply in broken if isinstance(reply, Unreachable)])
    assert 200 == getattr(again, "status", again)
    assert [] == sending()
