"""Chat channels over every transport, and the comparison of settings."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.api import channels
from airflow_provider_whop.api.channels import ChannelSettings, ChatChannel
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect

CHANNEL = ChatChannel.model_validate(
    {
        "id": "chat_1",
        "experience": {"id": "exp_1", "name": "Lounge"},
        "ban_media": False,
        "ban_urls": True,
        "banned_words": ["spam", "scam"],
        "user_posts_cooldown_seconds": None,
        "who_can_post": "everyone",
        "who_can_react": "no_one",
    }
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, {}),
        ({"ban_urls": True, "who_can_post": "everyone"}, {}),
        ({"banned_words": ["scam", "spam", "spam"]}, {}),
        ({"user_posts_cooldown_seconds": 0}, {}),
        ({"user_posts_cooldown_seconds": 10}, {"user_posts_cooldown_seconds": 10}),
        ({"banned_words": []}, {"banned_words": []}),
        ({"ban_media": True, "ban_urls": True}, {"ban_media": True}),
        ({"ban_urls": False}, {"ban_urls": False}),
        ({"who_can_post": "members_only"}, {"who_can_post": "members_only"}),
    ],
)
def test_only_what_differs_is_left_to_do(wanted: dict[str, Any], expected: dict[str, Any]) -> None:
    assert expected == ChannelSettings.of(**wanted).differing_from(CHANNEL)


@pytest.mark.parametrize(
    ("param", "settings"),
    [
        ("user_posts_cooldown_seconds", {"user_posts_cooldown_seconds": -1}),
        ("user_posts_cooldown_seconds", {"user_posts_cooldown_seconds": "soon"}),
        ("banned_words", {"banned_words": "spam"}),
        ("banned_words.0", {"banned_words": [7]}),
        ("ban_urls", {"ban_urls": "perhaps"}),
        ("who_can_post", {"who_can_post": 7}),
        ("slow_mode", {"slow_mode": True}),
    ],
)
def test_a_wrong_setting_is_refused_before_anything_is_sent(param: str, settings: dict[str, Any]) -> None:
    with pytest.raises(WhopInvalidArgument) as refused:
        channels.update_chat_channel("chat_1", **settings)
    assert param == refused.value.param


def test_channels_are_fetched_by_their_id_or_their_experiences(client: Client) -> None:
    by_id = client.send(channels.retrieve_chat_channel("chat_feed_lounge"))
    by_experience = client.send(channels.retrieve_chat_channel("exp_lounge"))
    assert by_id == by_experience


def test_settings_are_changed(client: Client) -> None:
    changed = client.send(channels.update_chat_channel("exp_lounge", ban_media=True, user_posts_cooldown_seconds=10))
    assert (changed.ban_media, changed.user_posts_cooldown_seconds, changed.who_can_post) == (True, 10, "everyone")
    assert client.send(channels.update_chat_channel("exp_lounge", user_posts_cooldown_seconds=0)).ban_media is True


@pytest.mark.parametrize("version", ["2025-01-01", "2026-07-08-1", "2026-09-09", "2026-10-15-1", "2026-11-17", ""])
def test_channels_are_listed_in_every_version(connect: Connect, whop: WhopEmulator, version: str) -> None:
    client = connect(base_url=whop.base_url, version=version)
    assert 2 == len(list(client.pages(channels.list_chat_channels("biz_emulator"))))


@pytest.mark.parametrize("pinned", ["2025-01-01", "2026-10-15-1"])
def test_without_a_version_the_keys_own_decides_and_is_served(
    connect: Connect, whop: WhopEmulator, pinned: str
) -> None:
    key = whop.add_key("pinned_key", api_version_date=pinned)
    client = connect(key=key, base_url=whop.base_url, version="")
    assert 2 == len(list(client.pages(channels.list_chat_channels("biz_emulator"))))
