"""The server with a limit of the rate: what it takes, what it turns away, and what it says of both."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from bulk import COUNT, once
from limiting import POST, USED_UP
from pinned import PeerFailed
from servers import Prepared, prepared

SLOW = "60"
"""A minute's limit, so that no turn comes back while a test runs through its own."""


@contextmanager
def limiting(*options: str) -> Iterator[tuple[Prepared, http.client.HTTPConnection]]:
    with prepared({POST: '{"id": "?", "content": "?", "user": "Ann"}'}, "limiting.py", SLOW, *options) as server:
        yield server, http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)


def posted(connection: http.client.HTTPConnection, text: str) -> tuple[int, str]:
    connection.request("POST", "/api/v1/messages", json.dumps({"content": text}).encode())
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_message_comes_back_with_its_own_text() -> None:
    with limiting() as (_, connection):
        assert (200, {"id": "post_1", "content": "hi", "user": "Ann"}) == (
            (told := posted(connection, "hi"))[0],
            json.loads(told[1]),
        )


def test_an_unused_limit_is_there_at_once_and_then_no_more() -> None:
    with limiting() as (server, connection):
        statuses = [posted(connection, f"message {number}")[0] for number in range(70)]
        assert [200] * int(SLOW) == statuses[: int(SLOW)]
        assert 429 == statuses[-1]
        counted = server.counted()
        assert (statuses.count(200), statuses.count(429)) == (counted["taken"], counted["refused"])


def test_a_limit_that_others_have_used_up_takes_nothing_at_once_and_says_when_it_will() -> None:
    with limiting(USED_UP) as (server, connection):
        status, said = posted(connection, "hi")
        assert 429 == status
        assert "Try again in 1 seconds." == json.loads(said)["error"]["message"]
        assert (0, 1) == (server.counted()["taken"], server.counted()["refused"])


def test_the_same_text_twice_is_two_messages_and_one_text() -> None:
    with limiting() as (server, connection):
        for text in ("hi", "hi", "you"):
            posted(connection, text)
        assert (3, 2) == (server.counted()["taken"], server.counted()["different"])


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ({"taken": COUNT - 1, "different": COUNT - 1}, "1 are missing and 0 are there twice"),
        ({"taken": COUNT, "different": COUNT - 2}, "2 are missing and 2 are there twice"),
        ({"taken": COUNT + 1, "different": COUNT}, "0 are missing and 1 are there twice"),
    ],
)
def test_a_peer_that_has_not_each_message_there_once_has_failed(counted: Mapping[str, int], said: str) -> None:
    with pytest.raises(PeerFailed, match=said):
        once(counted)


def test_a_peer_that_has_them_has_not() -> None:
    once({"taken": COUNT, "different": COUNT})
