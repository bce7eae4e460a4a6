"""Connections straight to Whop, and what no request may hold; what all transports share is tested over each of them."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from socket import AF_INET, SOCK_STREAM

import pytest

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Request, Response, Unreachable
from airflow_provider_whop.transport.over_http_client import HttpClientExchange
from airflow_provider_whop.transport.terms import CONNECTIONS
from canned import OK, CannedServer

POST = Request("createMessage", "POST", "/messages", body=b"{}")


@pytest.fixture
def exchange(canned: CannedServer) -> Iterator[HttpClientExchange]:
    made = HttpClientExchange(Settings(key="k", base_url=f"http://127.0.0.1:{canned.port}/api/v1", timeout=0.5))
    yield made
    made.close()


@pytest.fixture
def silent() -> Iterator[tuple[str, int]]:
    """A place at which a connection is not even refused: as many wait there already as may."""
    with ExitStack() as open_, socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(3):
            waiting = open_.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield listening.getsockname()


def late(seconds: float) -> Iterator[bytes]:
    time.sleep(seconds)
    yield OK


def test_threads_share_no_connection_and_take_no_more_than_so_many(
    exchange: HttpClientExchange, canned: CannedServer
) -> None:
    canned.pieces = lambda: late(0.02)
    with ThreadPoolExecutor(3 * CONNECTIONS) as pool:
        replies = list(pool.map(exchange, [POST] * 3 * CONNECTIONS))
    assert {200} == {reply.status for reply in replies if isinstance(reply, Response)}
    assert 3 * CONNECTIONS == len(canned.heard)
    assert 2 <= canned.connections <= CONNECTIONS


def test_who_waits_too_long_for_a_connection_is_told_and_nothing_was_written(exchange: HttpClientExchange) -> None:
    with ExitStack() as lent:
        for _ in range(CONNECTIONS):
            lent.enter_context(exchange._pool.one())
        reply = exchange(POST)
    assert isinstance(reply, Unreachable)
    assert ("no free connection within the time-out", False) == (reply.reason, reply.written)


def test_what_comes_behind_an_answer_is_no_part_of_the_next(exchange: HttpClientExchange, canned: CannedServer) -> None:
    canned.answer = OK + OK.replace(b"true", b"evil")
    assert [b"true", b"true"] == [reply.body for reply in map(exchange, [POST, POST]) if isinstance(reply, Response)]


def test_a_connection_that_says_something_unasked_is_not_used_again(
    exchange: HttpClientExchange, canned: CannedServer
) -> None:
    canned.pieces = lambda: iter([OK, OK.replace(b"true", b"evil")])
    exchange(POST)
    time.sleep(0.1)
    reply = exchange(POST)
    assert b"true" == getattr(reply, "body", None)


@pytest.mark.parametrize("ends", ["\r", "\n", "\0"])
def test_no_header_can_begin_another(exchange: HttpClientExchange, canned: CannedServer, ends: str) -> None:
    reply = exchange(POST._replace(headers={"Idempotency-Key": f"a{ends}X-Whop-App-Id: other"}))
    assert isinstance(reply, Unreachable)
    assert (False, []) == (reply.written, canned.heard)


def test_an_answer_that_asks_to_close_is_the_last_of_its_connection(
    exchange: HttpClientExchange, canned: CannedServer
) -> None:
    canned.answer = OK.replace(b"Content-Length", b"Connection: close\r\nContent-Length")
    assert [b"true", b"true"] == [reply.body for reply in map(exchange, [POST, POST]) if isinstance(reply, Response)]
    assert 2 == canned.connections


def test_addresses_that_are_silent_leave_time_for_one_that_answers(
    canned: CannedServer, silent: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(AF_INET, SOCK_STREAM, 6, "", place) for place in (silent, silent, ("127.0.0.1", canned.port))]
    asked = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *a, **k: found if host == "whop.test" else asked(host, *a, **k)
    )
    with closing(HttpClientExchange(Settings(key="k", base_url="http://whop.test", connect_timeout=0.9))) as made:
        assert isinstance(made(POST._replace(start_by=time.time() + 1.7)), Response)


@pytest.mark.parametrize(
    "head",
    [b"SSH-2.0", b"HTTP/9.9 200 OK", b"HTTP/1.1 200 " + b"x" * 70_000, b"HTTP/1.1 200 OK" + b"\r\nX: y" * 200],
    ids=["of another protocol", "of another version", "in a line too long", "of too many lines"],
)
def test_a_head_that_cannot_be_read_is_told_in_words(
    exchange: HttpClientExchange, canned: CannedServer, head: bytes
) -> None:
    canned.answer = head + b"\r\n\r\n"
    reply = exchange(POST)
    assert isinstance(reply, Unreachable)
    assert ("the answer's head cannot be read", True) == (reply.reason, reply.written)


def test_what_a_body_takes_to_leave_is_no_more_there_for_its_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as beside:
        settings = Settings(key="k", base_url=f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=2.0)
        with closing(HttpClientExchange(settings)) as made:
            reply = beside.submit(made, POST._replace(body=bytes(50_000_000)))
            with listening.accept()[0] as stream, suppress(ConnectionResetError):
                time.sleep(1.2)
                while stream.recv(1_000_000):
                    pass
    assert isinstance(reply.result(), Unreachable)
    assert reply.result().seconds < 3.0
