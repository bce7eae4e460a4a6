"""The page for people: live, for local visitors only, and deaf to forms from elsewhere."""

from __future__ import annotations

import re

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

HOSTILE = "<script>alert(1)</script>{{ 7*7 }}<img src=x onerror=alert(1)>"


def get(whop: WhopEmulator, path: str = "/", **headers: str) -> requests.Response:
    return requests.get(whop.url + path, headers=headers, timeout=5)


def write(whop: WhopEmulator, headers: dict[str, str] | None = None, **form: str) -> requests.Response:
    found = re.search(r'name="token" value="([^"]+)"', get(whop).text)
    assert found
    usual = {"token": found[1], "author": "user_ada", "text": "hello"}
    return requests.post(whop.url + "/write", data={**usual, **form}, headers=headers, timeout=5, allow_redirects=False)


def test_the_page_shows_channels_rules_and_the_inbox(whop: WhopEmulator) -> None:
    whop.team_writes("exp_lounge", "Good morning")
    whop.set_rules("exp_lounge", ban_urls=True, user_posts_cooldown_seconds=30)
    whop.customer_writes("ada", "I need help")
    page = get(whop).text
    for text in ("Announcements", "Lounge", "Good morning", "no links", "30 s between posts", "Ada", "I need help"):
        assert text in page


def test_what_changes_can_be_fetched_alone(whop: WhopEmulator) -> None:
    before = get(whop, "/live").text
    whop.team_writes("exp_lounge", "News")
    assert "News" not in before
    assert "News" in get(whop, "/live").text
    assert "<form" not in before


def test_a_customer_writes_to_support_or_into_a_channel(whop: WhopEmulator) -> None:
    assert 303 == write(whop).status_code
    assert 303 == write(whop, channel="chat_feed_lounge", author="user_ben", text="hi all").status_code
    (room,) = (room for room in whop.world.rooms.values() if room.kind == "support")
    assert [message["content"] for message in whop.messages(room.id)] == ["hello"]
    assert [message["user"]["id"] for message in whop.messages("exp_lounge")] == ["user_ben"]


def test_everything_that_was_written_is_escaped(whop: WhopEmulator) -> None:
    whop.team_writes("exp_lounge", HOSTILE)
    whop.customer_writes("ada", HOSTILE)
    whop.set_rules("exp_lounge", banned_words=[HOSTILE])
    attached = {"attachments": [{"id": whop.add_file(HOSTILE)}], "channel_id": "exp_lounge", "content": "look"}
    headers = {"Authorization": f"Bearer {whop.key}"}
    requests.post(f"{whop.base_url}/messages", json=attached, headers=headers, timeout=5).raise_for_status()
    page = get(whop).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 4 == page.count("&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}&lt;img")
    assert "default-src 'none'" in get(whop).headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/live"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_a_foreign_host_name_is_turned_away(whop: WhopEmulator, path: str, host: str) -> None:
    assert 403 == get(whop, path, Host=host).status_code


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_local_one_is_not(whop: WhopEmulator, host: str) -> None:
    assert 200 == get(whop, Host=f"{host}:8900").status_code


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_from_elsewhere_is_turned_away(whop: WhopEmulator, origin: str) -> None:
    assert 403 == write(whop, {"Origin": origin}).status_code
    assert len([room for room in whop.world.rooms.values() if room.id == "chat_feed_lounge" and not room.posts]) == 1


def test_a_form_without_the_pages_token_is_turned_away(whop: WhopEmulator) -> None:
    assert 403 == write(whop, token="guessed").status_code
    assert 403 == write(whop, token="ä").status_code
    assert not any(room.kind == "support" for room in whop.world.rooms.values())


@pytest.mark.parametrize("form", [{"author": "user_nobody"}, {"channel": "chat_feed_nowhere"}, {"text": " "}])
def test_a_form_that_makes_no_sense_is_refused(whop: WhopEmulator, form: dict[str, str]) -> None:
    assert write(whop, **form).status_code in (400, 404)


@pytest.mark.parametrize("file", ["page.css", "page.js"])
def test_style_and_script_are_served(whop: WhopEmulator, file: str) -> None:
    assert 200 == get(whop, f"/static/{file}").status_code


@pytest.mark.parametrize("form", [{"author": "user_team"}, {"author": "team"}])
def test_nobody_writes_as_the_team(whop: WhopEmulator, form: dict[str, str]) -> None:
    assert 404 == write(whop, channel="chat_feed_lounge", **form).status_code
    assert [] == whop.messages("exp_lounge")


def test_nobody_writes_into_anothers_support_conversation(whop: WhopEmulator) -> None:
    room = whop.customer_writes("ada", "help")["channel_id"]
    assert 404 == write(whop, channel=room, author="user_ben").status_code
    assert 303 == write(whop, channel=room, author="user_ada").status_code
    assert ["help", "hello"] == [message["content"] for message in whop.messages(room)]


def test_a_long_text_is_shown_by_its_beginning(whop: WhopEmulator) -> None:
    whop.team_writes("exp_lounge", "x" * 100_000)
    assert len(get(whop).text) < 20_000


def test_no_other_page_frames_this_one(whop: WhopEmulator) -> None:
    assert "frame-ancestors 'none'" in get(whop).headers["content-security-policy"]
