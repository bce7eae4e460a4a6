"""Requests on their way: what breaks off, or is too large, does not land."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from time import monotonic, sleep

import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.transfer import LARGEST_BODY

Api = Callable[..., requests.Response]
POST = {"channel_id": "exp_lounge", "content": "hi"}


def raw(whop: WhopEmulator, body: bytes, length: int) -> socket.socket:
    """Send a post with a content-length of one's own."""
    host, port = whop.url.removeprefix("http://").split(":")
    head = f"POST /api/v1/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {whop.key}\r\n"
    connection = socket.create_connection((host, int(port)))
    connection.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode() + body)
    return connection


def until(holds: Callable[[], bool]) -> None:
    started = monotonic()
    while not holds():
        assert monotonic() - started < 5
        sleep(0.01)


def test_a_request_that_breaks_off_in_its_body_does_not_land(api: Api, whop: WhopEmulator) -> None:
    body = json.dumps(POST).encode()
    raw(whop, body, len(body) + 100).close()
    until(lambda: len(whop.requests) == 1)
    assert 200 == api("GET", "/accounts/me").status_code
    assert [] == whop.messages("exp_lounge")
    broken = whop.requests[0]
    assert (None, None, False) == (broken.body, broken.status, broken.accepted)


def test_an_answer_that_nobody_waited_for_is_not_logged_as_sent(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", wait_after=0.2)
    body = json.dumps(POST).encode()
    raw(whop, body, len(body)).close()
    until(lambda: len(whop.messages("exp_lounge")) == 1)
    sleep(0.3)
    left = whop.requests[0]
    assert (None, b"", True) == (left.status, left.answer, left.accepted)


def test_a_body_that_is_too_large_is_refused_and_not_kept(api: Api, whop: WhopEmulator) -> None:
    answer = api("POST", "/messages", json={**POST, "content": "x" * LARGEST_BODY})
    assert (413, "The body is too large") == (answer.status_code, answer.json()["error"]["message"])
    assert [] == whop.messages("exp_lounge")
    assert len(whop.requests[0].body or b"") < 1_000_000


def test_a_request_under_way_does_not_land_in_what_follows_a_reset(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", wait_before=0.2)
    body = json.dumps(POST).encode()
    with raw(whop, body, len(body)) as connection:
        until(lambda: bool(whop.requests) and whop.requests[0].body is not None)
        whop.reset()
        assert b"" == connection.recv(1)
    assert [] == whop.messages("exp_lounge")
