"""The Slack in front of an emulator: it posts what it is told, and fails on the wire as the emulator does."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.client import IncompleteRead, RemoteDisconnected
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from slack_front import SlackFront

CHANNEL, TEXT = "exp_lounge", "The release is out."


@pytest.fixture
def slack(whop: WhopEmulator) -> Iterator[str]:
    with SlackFront(whop) as url:
        yield url


def post(url: str, whop: WhopEmulator, timeout: float = 5.0) -> dict[str, Any]:
    body = json.dumps({"channel": CHANNEL, "text": TEXT}).encode()
    request = Request(f"{url}chat.postMessage", data=body, headers={"Authorization": f"Bearer {whop.key}"})  # noqa: S310
    with urlopen(request, timeout=timeout) as answer:  # noqa: S310
        return dict(json.load(answer))


def test_a_post_is_answered_as_slack_does(slack: str, whop: WhopEmulator) -> None:
    told = post(slack, whop)
    (message,) = whop.messages(CHANNEL)
    assert {"ok": True, "channel": CHANNEL, "ts": message["id"], "message": {"text": TEXT}} == told
    assert TEXT == message["content"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"cut": "headers", "reset": True}, ConnectionResetError),
        ({"cut": "answer", "reset": True}, ConnectionResetError),
        ({"cut": "answer"}, RemoteDisconnected),
        ({"cut": "half", "accepted": True}, IncompleteRead),
        ({"body": b'{"id": "post_', "accepted": True}, json.JSONDecodeError),
    ],
    ids=["reset before the body", "reset after the body", "closed", "truncated", "malformed"],
)
def test_what_breaks_at_the_emulator_breaks_here(
    slack: str, whop: WhopEmulator, fault: dict[str, Any], expected: type[Exception]
) -> None:
    whop.misbehave("createMessage", **fault)
    with pytest.raises(expected) as broken:
        post(slack, whop)
    assert expected is type(broken.value)


def test_a_status_and_its_headers_are_passed_on(slack: str, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=429, headers={"Retry-After": "7"})
    with pytest.raises(HTTPError) as refused:
        post(slack, whop)
    assert (429, "7") == (refused.value.code, refused.value.headers["Retry-After"])
    refused.value.close()


def test_an_answer_that_is_late_there_is_late_here(slack: str, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", wait_after=30.0)
    with pytest.raises(TimeoutError):
        post(slack, whop, timeout=0.3)


def test_nobody_listens_until_the_emulator_does() -> None:
    with WhopEmulator() as running:
        port = int(running.url.rsplit(":", 1)[1])
    whop = WhopEmulator(port=port)
    with SlackFront(whop) as slack:
        with pytest.raises(URLError, match="refused"):
            post(slack, whop)
        with whop:
            time.sleep(0.5)
            assert post(slack, whop)["ok"]
