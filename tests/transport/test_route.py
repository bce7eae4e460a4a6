"""The way to Whop: which proxy is gone through, what it hears, and which certificates count. Over every transport."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from pathlib import Path
from time import sleep
from typing import BinaryIO

import pytest
import trustme

from airflow_provider_whop.api import messages
from airflow_provider_whop.api.errors import WhopMisconfigured, WhopNotFound, WhopUnreachable
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.api.wire import Parcel, Reply, Response, Steps
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from airflow_provider_whop.transport.client import WhopClient
from airflow_provider_whop.transport.route import proxy_of
from airflow_provider_whop.transport.terms import CONNECTIONS
from both import SYNCHRONOUS, Client, Connect, sending, told
from canned import OK, CannedServer
from tunnel import MADE, Tunnel

DELETE = messages.delete_message("post_1")
QUICK = {"max_retries": 0, "connect_timeout": 0.5, "timeout": 0.5}


def lost(client: Client) -> WhopUnreachable:
    with pytest.raises(WhopUnreachable) as raised:
        client.send(DELETE)
    return raised.value


def test_the_proxy_of_the_connection_is_used(connect: Connect, canned: CannedServer) -> None:
    client = connect(base_url="http://whop.test/api/v1", proxy=f"http://127.0.0.1:{canned.port}")
    assert client.send(DELETE) is True
    assert canned.heard[0].startswith(b"DELETE http://whop.test/api/v1/messages/post_1 HTTP/1.1\r\n")


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_the_proxy_of_the_environment_is_used(
    connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, f"http://127.0.0.1:{canned.port}")
    assert connect(base_url="http://whop.test/api/v1").send(DELETE) is True
    assert canned.heard[0].startswith(b"DELETE http://whop.test/")


def test_no_proxy_is_heeded(connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{canned.port}")
    monkeypatch.setenv("no_proxy", "whop.invalid")
    assert "host name not found" in str(lost(connect(base_url="http://whop.invalid/api/v1", max_retries=0)))
    assert 0 == canned.connections


def test_a_network_without_proxy_is_heeded(
    connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{canned.port}")
    monkeypatch.setenv("no_proxy", "example.com, 192.0.2.0/24")
    client = connect(base_url="http://192.0.2.7/api/v1", max_retries=0, connect_timeout=0.2)
    assert lost(client).written is False
    assert 0 == canned.connections


@pytest.mark.parametrize(
    ("written", "meant"), [("user:p%40ss", "user:p@ss"), ("us%C3%A9r:%E2%82%AC", "us\u00e9r:\u20ac"), ("user", "user:")]
)
def test_a_proxy_is_told_who_asks(connect: Connect, canned: CannedServer, written: str, meant: str) -> None:
    client = connect(base_url="http://whop.test/api/v1", proxy=f"http://{written}@127.0.0.1:{canned.port}")
    client.send(DELETE)
    told = b"Basic " + b64encode(meant.encode())
    assert told in canned.heard[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_proxy_ever_stands_between_this_machine_and_itself(
    connect: Connect, canned: CannedServer, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    client = connect(base_url=f"http://{host}:{canned.port}/api/v1", proxy="http://127.0.0.1:9")
    assert client.send(DELETE) is True
    assert canned.heard[0].startswith(b"DELETE /api/v1/messages/post_1 HTTP/1.1\r\n")


def test_certificates_that_are_not_there_are_told(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(WhopMisconfigured, match=r"REQUESTS_CA_BUNDLE names no file: '/nowhere/ca\.pem'"):
        connect(base_url="https://whop.test/api/v1")


def test_a_proxy_that_is_not_there_is_told_and_nothing_was_written(connect: Connect) -> None:
    error = lost(connect(base_url="https://whop.test/api/v1", proxy="http://127.0.0.1:9", max_retries=0))
    assert "connection refused" in str(error)
    assert error.written is False


# -- which proxy


@pytest.mark.parametrize(
    ("no_proxy", "host"),
    [
        ("api.whop.com", "api.whop.com"),
        ("API.WHOP.COM", "api.whop.com"),
        ("whop.com", "api.whop.com"),
        (".whop.com", "api.whop.com"),
        ("*.whop.com", "api.whop.com"),
        ("*", "api.whop.com"),
        ("example.com, whop.com", "api.whop.com"),
        ("api.whop.com:443", "api.whop.com"),
        ("api.whop.com:8443", "api.whop.com:8443"),
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.0/24", "192.0.2.7:8443"),
        ("fd00::7", "[fd00::7]"),
        ("[fd00::7]", "[fd00::7]:8443"),
        ("fd00::/8", "[fd00::7]"),
    ],
)
def test_what_needs_no_proxy_is_told_in_many_ways(monkeypatch: pytest.MonkeyPatch, no_proxy: str, host: str) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.test:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    assert proxy_of(Settings(key="k", base_url=f"https://{host}/api/v1")) is None


@pytest.mark.parametrize("no_proxy", ["", "api.whop.com:8443", "op.com", "*.api.whop.com.example", "10.0.0.0/8", "::1"])
def test_what_is_not_named_goes_through_it(monkeypatch: pytest.MonkeyPatch, no_proxy: str) -> None:
    monkeypatch.setenv("https_proxy", " HTTP://proxy.test:3128 ")
    monkeypatch.setenv("no_proxy", no_proxy)
    assert "http://proxy.test:3128" == proxy_of(Settings(key="k"))


@pytest.mark.parametrize(
    "proxy",
    ["socks5://p:1", "socks5h://p:1", "http://pr\u00fcxy.test:3128", "http://[::1", "http://p:x", "//"],
)
def test_a_proxy_that_cannot_be_gone_through_is_refused_in_one_sentence(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(WhopMisconfigured, match="The proxy for this connection cannot be used: give an http"):
        connect(base_url="https://whop.test/api/v1")


# -- tunnels


@pytest.fixture
def authority(canned: CannedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """An authority that the environment trusts, and a server below it that is Whop's, at every address used here."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    canned.tls = server_side(made, "whop.test", "fd00::7")
    return made


def server_side(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture(params=["http", "https"])
def tunnel(request: pytest.FixtureRequest, canned: CannedServer, authority: trustme.CA) -> Iterator[tuple[str, Tunnel]]:
    """A proxy by its URL, which leads to the server."""
    tls = server_side(authority, "127.0.0.1") if request.param == "https" else None
    with Tunnel(canned.port, tls) as made:
        yield f"{request.param}://user:secret@127.0.0.1:{made.port}", made


@pytest.mark.parametrize("host", ["whop.test", "[fd00::7]"])
def test_calls_share_a_tunnel_of_which_the_proxy_hears_only_where_it_leads(
    connect: Connect, canned: CannedServer, tunnel: tuple[str, Tunnel], host: str
) -> None:
    proxy, made = tunnel
    client = connect(base_url=f"https://{host}/api/v1", proxy=proxy, key="the_key")
    assert [True, True] == [client.send(DELETE) for _ in range(2)]
    assert 1 == len(made.heard)
    assert made.heard[0].startswith(f"CONNECT {host}:443 HTTP/1.".encode())
    assert b64encode(b"user:secret") in made.heard[0]
    assert b"the_key" not in made.heard[0]
    assert canned.heard[0].startswith(b"DELETE /api/v1/messages/post_1 HTTP/1.1\r\n")
    assert f"host: {host}\r\n".encode() in canned.heard[0].lower()
    assert b"secret" not in canned.heard[0]


def put(source: InMemory) -> Steps[Reply]:
    """Ask for a file's bytes to be sent."""
    return told(Parcel("storeFile", "https://whop.test/a?sig=1", {"x-acl": "private"}, source, 0, source.weigh()))


def test_a_file_s_bytes_go_through_a_tunnel_of_their_own_without_the_key(
    connect: Connect, canned: CannedServer, tunnel: tuple[str, Tunnel]
) -> None:
    client = connect(base_url="https://api.whop.test/api/v1", proxy=tunnel[0], key="the_key")
    replies = [client.run(put(InMemory("a.txt", b"12345"))) for _ in range(2)]
    assert [200, 200] == [getattr(reply, "status", reply) for reply in replies]
    assert [True] == [heard.startswith(b"CONNECT whop.test:443 HTTP/1.") for heard in tunnel[1].heard]
    whole = b"PUT /a?sig=1 HTTP/1.1\r\nHost: whop.test\r\nx-acl: private\r\nContent-Length: 5\r\n\r\n12345"
    assert [whole, whole] == canned.heard


class Halting(InMemory):
    """A source that takes its time."""

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        for byte in self.data:
            sleep(0.6)
            yield bytes([byte])


def test_bytes_that_take_longer_than_an_answer_may_leave_the_answer_its_time(
    connect: Connect, tunnel: tuple[str, Tunnel]
) -> None:
    client = connect(base_url="https://api.whop.test/api/v1", proxy=tunnel[0], timeout=2.0)
    reply = client.run(put(Halting("a.txt", b"12345")))
    assert 200 == getattr(reply, "status", reply)


def test_a_proxy_that_is_slow_leaves_the_answer_its_time(
    connect: Connect, canned: CannedServer, tunnel: tuple[str, Tunnel]
) -> None:
    def late() -> Iterator[bytes]:
        sleep(1.5)
        yield OK

    canned.pieces, tunnel[1].pause = late, 1.5
    assert connect(base_url="https://whop.test/api/v1", proxy=tunnel[0], timeout=2.5).send(DELETE) is True
    assert 1 == len(canned.heard)


@pytest.mark.parametrize("what", ["calls", "files"])
def test_tunnels_in_which_nobody_speaks_tls_take_nothing_from_those_to_come(
    connect: Connect, tunnel: tuple[str, Tunnel], what: str
) -> None:
    client = connect(base_url="https://whop.test/api/v1", proxy=tunnel[0], timeout=1.0, max_retries=0)

    def reached() -> bool:
        if what == "files":
            return isinstance(client.run(put(InMemory("a.txt", b"12345"))), Response)
        try:
            return client.send(DELETE)
        except WhopUnreachable:
            return False

    tunnel[1].answers = [MADE + b"no TLS"] * (CONNECTIONS + 1) + [MADE]
    assert [False] * (CONNECTIONS + 1) + [True] == [reached() for _ in range(CONNECTIONS + 2)]


@pytest.mark.parametrize("transport", SYNCHRONOUS)
def test_who_waits_for_an_answer_when_its_client_is_closed_is_given_it_and_reads_nothing_else(
    canned: CannedServer, tunnel: tuple[str, Tunnel], transport: str
) -> None:
    closed = threading.Event()

    def late() -> Iterator[bytes]:
        closed.wait(5.0)
        yield OK

    canned.pieces = late
    settings = Settings(key="whop_emulator_key", base_url="https://whop.test/api/v1", proxy=tunnel[0])
    client = WhopClient(settings, over=SYNCHRONOUS[transport])
    with ThreadPoolExecutor(1) as other:
        answer = other.submit(client.send, DELETE)
        while not canned.heard:
            sleep(0.05)
        client.close()
        others = [socket.socketpair() for _ in range(5)]
        for ours, theirs in others:
            theirs.sendall(b"12345")
            ours.setblocking(False)
        closed.set()
        assert answer.result(5.0) is True
    assert [b"12345"] * 5 == [ours.recv(10) for ours, _ in others]
    for one in chain.from_iterable(others):
        one.close()


@pytest.fixture
def mute(authority: trustme.CA) -> Iterator[tuple[int, threading.Event]]:
    """A storage by its port that takes a little and says nothing; when it is told, it takes what there is."""
    going_on = threading.Event()

    def serve() -> None:
        stream, _ = listening.accept()
        with suppress(OSError), server_side(authority, "whop.test").wrap_socket(stream, server_side=True) as heard:
            heard.recv(1000)
            going_on.wait()
            while heard.recv(65536):
                pass

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1], going_on
        going_on.set()


@pytest.mark.parametrize("data", [b"12345", bytes(20_000_000)], ids=["little", "much"])
@pytest.mark.parametrize("by", ["http", "https"])
def test_bytes_that_nobody_wants_any_more_end_and_go_nowhere_else(
    authority: trustme.CA, mute: tuple[int, threading.Event], by: str, data: bytes, tmp_path: Path
) -> None:
    port, going_on = mute

    async def closed(proxy: str) -> list[BinaryIO]:
        settings = Settings(key="whop_emulator_key", base_url="https://api.whop.test/api/v1", proxy=proxy)
        async with AsyncWhopClient(settings) as client:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.run(put(InMemory("a.txt", data))), 0.5)
        return [(tmp_path / f"{number}.txt").open("wb", buffering=0) for number in range(20)]

    with Tunnel(port, server_side(authority, "127.0.0.1") if by == "https" else None) as made:
        files = asyncio.run(closed(f"{by}://127.0.0.1:{made.port}"))
        going_on.set()
        assert [] == sending()
    assert [0] * 20 == [os.fstat(file.fileno()).st_size for file in files]
    for file in files:
        file.close()


def test_the_way_is_found_once_for_a_client_not_for_each_call(
    connect: Connect, tunnel: tuple[str, Tunnel], canned: CannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", tunnel[0])
    monkeypatch.setenv("NO_PROXY", "example.com")
    client = connect(base_url="https://whop.test/api/v1")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "whop.test")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    assert client.send(DELETE) is True
    assert (1, 1) == (len(tunnel[1].heard), len(canned.heard))


def test_a_tunnel_to_a_server_that_nobody_trusts_is_not_spoken_through(
    connect: Connect, canned: CannedServer, tunnel: tuple[str, Tunnel]
) -> None:
    canned.tls = server_side(trustme.CA(), "whop.test")
    error = lost(connect(base_url="https://whop.test/api/v1", proxy=tunnel[0], **QUICK))
    assert ("certificate not trusted" in str(error), error.written) == (True, False)
    assert [] == canned.heard


def test_nor_is_a_proxy_that_nobody_trusts(connect: Connect, canned: CannedServer, authority: trustme.CA) -> None:
    assert authority
    with Tunnel(canned.port, server_side(trustme.CA(), "127.0.0.1")) as made:
        error = lost(connect(base_url="https://whop.test/api/v1", proxy=f"https://127.0.0.1:{made.port}", **QUICK))
    assert ("certificate not trusted" in str(error), error.written) == (True, False)


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\n\r\n no TLS"]
)
@pytest.mark.usefixtures("naps")
def test_a_delete_that_never_reached_whop_has_not_deleted_what_whop_does_not_find(
    connect: Connect, canned: CannedServer, tunnel: tuple[str, Tunnel], answer: bytes
) -> None:
    body = b'{"error":{"type":"not_found","message":"no"}}'
    canned.answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    proxy, made = tunnel
    made.answers = [answer, MADE]
    with pytest.raises(WhopNotFound):
        connect(base_url="https://whop.test/api/v1", proxy=proxy).send(DELETE)
    assert 2 == len(made.heard)


# -- certificates


@pytest.mark.parametrize("text", ["", "no certificate\n"])
def test_a_file_without_certificates_is_told(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str
) -> None:
    (tmp_path / "ca.pem").write_text(text)
    monkeypatch.setenv("CURL_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with pytest.raises(WhopMisconfigured, match="CURL_CA_BUNDLE names a file in which no certificate can be read"):
        connect(base_url="https://whop.test/api/v1")
