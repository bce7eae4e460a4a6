"""The server of prepared bytes, as peers and rows meet it."""

from __future__ import annotations

import http.client
from collections.abc import Iterator

import pytest

from servers import Prepared, prepared


@pytest.fixture
def server() -> Iterator[Prepared]:
    with prepared({"POST messages": '{"id": "post_1"}', "GET messages": "[]"}) as started:
        yield started


def connected(server: Prepared) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)


def asked(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None) -> bytes:
    connection.request(method, path, body)
    return connection.getresponse().read()


def test_it_answers_by_method_and_the_last_part_of_the_path_over_one_connection(server: Prepared) -> None:
    connection = connected(server)
    assert b'{"id": "post_1"}' == asked(connection, "POST", "/api/v1/messages", b"x" * 200_000)
    assert b"[]" == asked(connection, "GET", "/api/v1/messages?first=100")
    assert b"nothing is prepared for this" in asked(connection, "GET", "/api/v1/users")
    assert {"connections": 1, "requests": 3} == server.counted()


def test_it_counts_connections_and_not_those_that_only_ask_for_the_count(server: Prepared) -> None:
    for _ in range(2):
        asked(connected(server), "GET", "/messages")
        server.counted()
    assert {"connections": 2, "requests": 2} == server.counted()
