"""Bent answers as bytes, over every transport: whatever a server sends, only errors of ours come of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import conversations
from airflow_provider_whop.api.errors import WhopError
from bent import KEY, bent, errors, heads
from both import Client, Connect
from canned import CannedServer
from shaped import operation_of, shaped

EXAMPLES = int(os.environ.get("WHOP_FUZZ", "5"))
STORE = "storeFile"
ASKED = {
    "a send with a file": ("createFile", STORE, "retrieveFile", "completeFile", "createMessage", "listMessages"),
    "a look into an inbox": ("listSupportChannels", "listMessages"),
    "moderation": ("retrieveChatChannel", "updateChatChannel"),
    "reacting": ("listReactions", "createReaction"),
    "a check-up": ("retrieveOwnAccount", "retrieveOwnUser", "listPermissions", "listChatChannels"),
}
"""The operations of conversations; any other is one call."""
LINES = st.sampled_from(
    [b"HTTP/1.1 %03d OK", b"HTTP/1.1 %03d \xff\x1b[31m", b"HTTP/1.0 %03d", b"HTTP/3 %03d OK", b"%03d"]
)
CODES = st.one_of(st.just(200), st.just(200), st.integers(0, 999))
LENGTHS = st.sampled_from([None, None, None, None, 0, 1, 10**12, -1, 10**30])
NOISE = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" * 3, b"HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\n{}"]
    ),
)


@st.composite
def answers(draw: st.DrawFn, operation: str, place: str) -> bytes:
    """Give a whole answer: mostly a head and a bent body, at times only noise."""
    if draw(st.integers(0, 9)) == 0:
        return draw(NOISE)
    status, length = draw(CODES), draw(LENGTHS)
    valid = st.just({}) if operation == STORE else shaped(operation, conversations.known(place))
    body = draw(bent(valid, most=2) if status < 300 else bent(errors()))
    told = {"Content-Length": str(len(body) if length is None else length), **draw(heads())}
    head = [f"{name}: {value}".encode("latin-1", "replace") for name, value in told.items()]
    return b"\r\n".join([draw(LINES) % status, *head, b"", body])


@pytest.mark.parametrize("name", [*ASKED, "any call"])
def test_bent_bytes_end_in_a_result_or_in_an_error_of_ours(
    connect: Connect, canned: CannedServer, naps: list[float], name: str
) -> None:
    place = f"http://127.0.0.1:{canned.port}"
    how: dict[str, Any] = {"timeout": 0.2, "connect_timeout": 5, "max_retries": 1, "user_id": conversations.WE}
    client = connect(base_url=f"{place}/api/v1", **how)

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ends(data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(conversations.CALLS)) if name == "any call" else name
        asked = ASKED.get(chosen, (chosen.split()[0],))
        drawn = {one: data.draw(st.lists(answers(one, place), min_size=1, max_size=3)) for one in asked}
        assert is_safe(told(client, canned, chosen, drawn))

    ends()
    assert canned.heard
    assert max(naps, default=0.0) <= client.settings.max_wait


def told(client: Client, canned: CannedServer, name: str, drawn: dict[str, list[bytes]]) -> str:
    """Have the conversation, each operation answered by its answers in turn; gives the error's words, if any."""
    turns = {operation: cycle(several) for operation, several in drawn.items()}

    def pieces() -> Iterator[bytes]:
        operation = _operation(canned.heard[-1])
        yield next(turns[operation]) if operation in turns else b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"

    canned.pieces = pieces
    try:
        client.run(conversations.ALL[name](client.settings, client.ask))
    except WhopError as error:
        return str(error)
    return ""


def is_safe(words: str) -> bool:
    return words.isprintable() and KEY not in words and len(words) < 2000


def _operation(request: bytes) -> str:
    method, target = request.decode("latin-1").split(" ")[:2]
    path = target.partition("?")[0]
    return STORE if path.startswith("/storage/") else operation_of(method, path)
