"""Chat channels: only they are here, and their settings are bounded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


def test_a_conversation_of_another_kind_is_no_chat_channel(api: Api, whop: WhopEmulator) -> None:
    room = whop.customer_writes("ada", "help")["channel_id"]
    assert 404 == api("GET", f"/chat_channels/{room}").status_code
    assert 404 == api("PATCH", f"/chat_channels/{room}", json={"ban_urls": True}).status_code


def test_a_cooldown_of_none_is_kept_as_none(api: Api) -> None:
    assert (
        30
        == api("PATCH", "/chat_channels/exp_lounge", json={"user_posts_cooldown_seconds": 30}).json()[
            "user_posts_cooldown_seconds"
        ]
    )
    settings = api("PATCH", "/chat_channels/exp_lounge", json={"user_posts_cooldown_seconds": 0}).json()
    assert settings["user_posts_cooldown_seconds"] is None


@pytest.mark.parametrize("seconds", [-1, 2**31, 10**30])
def test_a_cooldown_beyond_all_bounds_is_refused(api: Api, seconds: int) -> None:
    answer = api("PATCH", "/chat_channels/exp_lounge", json={"user_posts_cooldown_seconds": seconds})
    assert (400, "user_posts_cooldown_seconds") == (answer.status_code, answer.json()["error"]["param"])


def test_the_longest_cooldown_can_be_waited_out(api: Api, whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", user_posts_cooldown_seconds=2**31 - 1)
    whop.member_writes("exp_lounge", "ada", "one")
    with pytest.raises(Exception, match="posting too fast"):
        whop.member_writes("exp_lounge", "ada", "two")


def test_channels_made_in_one_millisecond_are_paged_in_the_order_they_were_made(api: Api, whop: WhopEmulator) -> None:
    moment = whop.world.now()
    whop.world._now = lambda: moment
    made = [whop.add_channel(name) for name in "abcdefgh"]
    listed: list[str] = []
    wanted = {"company_id": "biz_emulator", "first": 3}
    for _ in range(4):
        page = api("GET", "/chat_channels", params=wanted).json()
        listed += [room["id"] for room in page["data"]]
        wanted["after"] = page["page_info"]["end_cursor"]
    assert made == listed[2:]
