"""Whatever a server sends, it ends: in time, in bounded memory, in an error of ours. Over every transport."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from airflow_provider_whop.api.errors import WhopError, WhopUnexpectedReply, WhopUnreachable
from airflow_provider_whop.api.messages import create_message, delete_message, list_messages
from airflow_provider_whop.transport import terms
from bent import DATES
from both import Connect
from canned import CannedServer

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 1000000\r\n\r\n"
POST = create_message("exp_lounge", "hi")


def dripping(head: bytes, drop: bytes) -> Iterator[bytes]:
    yield head
    while True:
        sleep(0.05)
        yield drop


DRIPS = {
    "body": (HEAD + b"Content-Length: 1000000\r\n\r\n", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "head": (HEAD + b"X-Long: ", b"x"),
    "redirect": (REDIRECT, b" "),
}


@pytest.mark.parametrize("drip", DRIPS)
def test_an_answer_that_drips_ends_with_the_time_out(connect: Connect, canned: CannedServer, drip: str) -> None:
    canned.pieces = lambda: dripping(*DRIPS[drip])
    began = monotonic()
    with pytest.raises(WhopUnreachable, match="no answer within the time-out") as lost:
        connect(base_url=url(canned), timeout=0.4, connect_timeout=0.2).send(POST)
    assert lost.value.written
    assert monotonic() - began < 2


def test_an_answer_that_takes_its_time_is_read_all_the_same(connect: Connect, canned: CannedServer) -> None:
    def slowly() -> Iterator[bytes]:
        yield HEAD + b"Content-Length: 4\r\n\r\n"
        for letter in b"true":
            sleep(0.05)
            yield bytes([letter])

    canned.pieces = slowly
    client = connect(base_url=url(canned), timeout=2)
    assert [True, True] == [client.send(delete_message("post_1")) for _ in range(2)]
    assert 1 == canned.connections


@pytest.mark.parametrize("layers", [1, 2])
def test_an_answer_that_unpacks_without_end_is_refused(connect: Connect, canned: CannedServer, layers: int) -> None:
    bomb = b"0" * (terms.LONGEST_BODY + 1)
    for _ in range(layers):
        bomb = gzip.compress(bomb)
    encoding = b"Content-Encoding: " + b", ".join([b"gzip"] * layers)
    canned.answer = HEAD + encoding + b"\r\nContent-Length: %d\r\n\r\n%s" % (len(bomb), bomb)
    with pytest.raises(WhopUnreachable, match=r"larger than 16 MiB|cannot be unpacked") as lost:
        connect(base_url=url(canned)).send(POST)
    assert lost.value.written


@pytest.mark.parametrize(
    "half",
    [gzip.compress(b"true")[:10], gzip.compress(b"true") + gzip.compress(b" ")[:15], gzip.compress(b"true") + b"more"],
    ids=["cut", "cut in its second member", "something behind it"],
)
def test_an_answer_packed_half_is_no_answer(connect: Connect, canned: CannedServer, half: bytes) -> None:
    canned.answer = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(half), half)
    with pytest.raises(WhopUnreachable, match="cannot be unpacked"):
        connect(base_url=url(canned), max_retries=0).send(POST)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1/x\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 307 Again\r\nLocation: /\xff\xfe\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 300 Many\r\nLocation: http://[::1/x\r\nContent-Length: 0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n",
        HEAD + b"Content-Length: 2\r\nDate: Mon, 01 Jan 99999999999999999999 00:00:00 GMT\r\n\r\n{}",
        b"HTTP/1.1 503 No\r\nRetry-After: Mon, 01 Jan 99999999999999999999 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
    ],
)
def test_an_odd_answer_to_a_post_is_an_error_of_ours_and_no_second_post(
    connect: Connect, canned: CannedServer, answer: bytes
) -> None:
    canned.answer = answer
    with pytest.raises(WhopError):
        connect(base_url=url(canned), timeout=0.3, connect_timeout=0.3).send(POST)
    assert 1 == len(canned.heard)


def test_a_list_of_nothing_but_misfits_is_refused_at_the_first(connect: Connect, canned: CannedServer) -> None:
    body = b'{"page_info":{},"data":[' + b"0," * 100_000 + b"0]}"
    canned.answer = HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    with pytest.raises(WhopUnexpectedReply, match=r"data\.0"):
        connect(base_url=url(canned)).send(list_messages("exp_lounge"))


def test_no_wait_is_longer_than_a_call_may_take_whatever_a_server_asks_for(
    connect: Connect, canned: CannedServer, naps: list[float]
) -> None:
    client = connect(base_url=url(canned))
    for asked in DATES:
        naps.clear()
        told = asked.encode("latin-1")
        canned.answer = b"HTTP/1.1 503 No\r\nRetry-After: %s\r\nDate: %s\r\nContent-Length: 0\r\n\r\n" % (told, told)
        with pytest.raises(WhopError):
            client.send(list_messages("exp_lounge"))
        assert 0 <= sum(naps) <= client.settings.max_wait
        assert 0 <= min(naps, default=0.0)


def test_cookies_are_not_kept(connect: Connect, canned: CannedServer) -> None:
    canned.answer = HEAD + b"Set-Cookie: who=me\r\nContent-Length: 4\r\n\r\ntrue"
    client = connect(base_url=url(canned))
    for _ in range(2):
        client.send(delete_message("post_1"))
    assert b"cookie" not in canned.heard[1].lower()


def url(server: CannedServer) -> str:
    return f"http://127.0.0.1:{server.port}/api/v1"
