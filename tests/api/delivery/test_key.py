"""Where Whop honours ``Idempotency-Key``: what it saves, and when it gives way to another. Over every transport."""

from __future__ import annotations

import pytest
import requests

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import (
    WhopAmbiguous,
    WhopBroken,
)
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from both import Connect
from canned import CannedServer
from sender import CHANNEL, LOST, TEXT, Sender, left_pending, there


def test_a_post_that_is_repeated_under_its_key_is_replayed(send: Sender, whop: WhopEmulator) -> None:
    whop.options.idempotency = True
    whop.misbehave("createMessage", **LOST)
    again = send(on_ambiguous="resend")
    assert ("replayed", [again.id]) == (again.delivery, there(whop))


def test_a_key_that_was_used_for_another_text_is_told_and_nothing_is_sent(send: Sender, whop: WhopEmulator) -> None:
    whop.options.idempotency = True
    send("Yesterday's text")
    send.journal.clear()
    with pytest.raises(WhopAmbiguous, match="another text under the key"):
        send("Today's text")
    assert 1 == len(there(whop))


def test_a_text_rendered_anew_finds_the_one_that_took_the_key(send: Sender, whop: WhopEmulator) -> None:
    whop.options.idempotency = True
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        send("At 09:00", on_ambiguous="fail")
    assert "adopted" == send("At 09:05").delivery
    assert 1 == len(there(whop))


def test_a_refused_text_that_took_the_key_gives_way_to_a_new_key(send: Sender, whop: WhopEmulator) -> None:
    """A try is killed while Whop refuses its text; the next one renders a text that is fine."""
    whop.options.idempotency = True
    send.journal.append(left_pending(whop, fingerprint="of the text that was refused"))
    refused = {"channel_id": CHANNEL, "content": " "}
    headers = {"Authorization": f"Bearer {whop.key}", "Idempotency-Key": "k", "Api-Version-Date": "2025-01-01"}
    assert 400 == requests.post(f"{whop.base_url}/messages", json=refused, headers=headers, timeout=5).status_code
    assert [send().id] == there(whop)
    keys = [post.headers["idempotency-key"] for post in send.posts]
    assert ("k", "k", True) == (*keys[:2], keys[2] != "k")


def test_a_failure_that_is_only_replayed_gives_way_to_a_new_key(connect: Connect, canned: CannedServer) -> None:
    empty = b'{"data":[],"page_info":{"end_cursor":null,"start_cursor":null,"has_next_page":false}}'
    failed = b"HTTP/1.1 500 No\r\nIdempotent-Replayed: true\r\nContent-Length: 0\r\n\r\n"
    listed = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(empty), empty)
    canned.pieces = lambda: [listed if canned.heard[-1].startswith(b"GET") else failed]
    client = connect(base_url=f"http://127.0.0.1:{canned.port}/api/v1", user_id="user_us", max_retries=1)
    message = NewMessage.of(channel_id=CHANNEL, content=TEXT)
    with pytest.raises(WhopBroken):
        client.run(deliver(message, Promise(key="k", settle=0), client.settings, client.ask))
    keys = {line for request in canned.heard for line in request.split(b"\r\n") if b"empotency-" in line.lower()}
    assert 2 == len(keys)
