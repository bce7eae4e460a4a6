"""Edits and pins: held against the rules of a post, and nothing changes unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


def refused(api: Api, id: str, **change: Any) -> str:
    answer = api("PATCH", f"/messages/{id}", json=change)
    assert 400 == answer.status_code
    return str(answer.json()["error"]["message"])


def test_an_edit_is_held_against_the_rules_of_a_post(api: Api, whop: WhopEmulator) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    whop.set_rules("exp_lounge", ban_urls=True, banned_words=["spam"], ban_media=True)
    assert "Posting URLs is not allowed" == refused(api, id, content="see https://example.com")
    assert "The message contains a banned word" == refused(api, id, content="SPAM!")
    assert "Posting media is not allowed" == refused(api, id, attachments=[{"id": whop.add_file("a.png")}])
    assert "attachments must be files that are ready" == refused(api, id, attachments=[{"id": "file_nowhere"}])
    assert "content is required" == refused(api, id, content="")
    assert ["hi"] == [message["content"] for message in whop.messages("exp_lounge")]


def test_what_was_attached_before_media_were_banned_may_stay(api: Api, whop: WhopEmulator) -> None:
    file = {"id": whop.add_file("a.png")}
    body = {"channel_id": "exp_lounge", "content": "hi", "attachments": [file]}
    id = api("POST", "/messages", json=body).json()["id"]
    whop.set_rules("exp_lounge", ban_media=True)
    assert "ho" == api("PATCH", f"/messages/{id}", json={"content": "ho"}).json()["content"]
    assert "" == api("PATCH", f"/messages/{id}", json={"content": ""}).json()["content"]


def test_attachments_are_the_authors_too(api: Api, whop: WhopEmulator) -> None:
    id = whop.member_writes("exp_lounge", "ada", "hi")["id"]
    assert 403 == api("PATCH", f"/messages/{id}", json={"attachments": []}).status_code


@pytest.mark.parametrize(
    ("change", "is_edited", "moves"),
    [
        ({}, False, False),
        ({"is_pinned": True}, False, True),
        ({"content": "ho"}, True, True),
        ({"attachments": []}, True, True),
    ],
)
def test_a_change_tells_that_it_happened_and_none_does_not(
    change: dict[str, Any], is_edited: bool, moves: bool
) -> None:
    moment = [datetime(2026, 1, 1, tzinfo=UTC)]
    with WhopEmulator(now=lambda: moment[0]) as whop:
        message = whop.team_writes("exp_lounge", "hi")
        moment[0] += timedelta(seconds=1)
        url, headers = f"{whop.base_url}/messages/{message['id']}", {"Authorization": f"Bearer {whop.key}"}
        changed = requests.patch(url, json=change, headers=headers, timeout=5).json()
    assert (is_edited, moves) == (changed["is_edited"], changed["updated_at"] != message["updated_at"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/messages", b'{"channel_id": "exp_lounge", "content": "\\ud800"}'),
        ("PATCH", "/chat_channels/exp_lounge", b'{"banned_words": ["fine", "\\ud800"]}'),
    ],
)
def test_half_a_character_is_refused_and_the_page_stays_whole(
    api: Api, whop: WhopEmulator, method: str, path: str, body: bytes
) -> None:
    answer = api(method, path, data=body, headers={"Content-Type": "application/json"})
    assert (400, "parameter_invalid") == (answer.status_code, answer.json()["error"]["code"])
    assert 200 == requests.get(whop.url, timeout=5).status_code
