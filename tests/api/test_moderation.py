"""Bringing a channel to its settings, over every transport."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.channels import ChannelSettings
from airflow_provider_whop.api.errors import WhopForbidden
from airflow_provider_whop.api.moderation import bring_to
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect


def sent(whop: WhopEmulator) -> list[str]:
    return [entry.operation for entry in whop.requests]


def test_only_what_differs_is_sent_and_told(client: Client, whop: WhopEmulator) -> None:
    wanted = ChannelSettings.of(ban_urls=True, ban_media=False, who_can_post="admins")
    outcome = client.run(bring_to("exp_lounge", wanted, client.ask))
    assert outcome.model_dump()["changed"] == {
        "ban_urls": {"before": False, "after": True},
        "who_can_post": {"before": "everyone", "after": "admins"},
    }
    assert whop.requests[1].body == b'{"ban_urls":true,"who_can_post":"admins"}'
    assert outcome.channel.ban_urls is True


def test_nothing_is_sent_when_nothing_differs(client: Client, whop: WhopEmulator) -> None:
    wanted = ChannelSettings.of(ban_urls=False, banned_words=[], user_posts_cooldown_seconds=0)
    outcome = client.run(bring_to("exp_lounge", wanted, client.ask))
    assert outcome.changed == {}
    assert sent(whop) == ["retrieveChatChannel"]


def test_doing_it_twice_sends_once(client: Client, whop: WhopEmulator) -> None:
    for _ in range(2):
        client.run(bring_to("exp_lounge", ChannelSettings.of(banned_words=["scam", "spam"]), client.ask))
    assert sent(whop) == ["retrieveChatChannel", "updateChatChannel", "retrieveChatChannel"]


@pytest.mark.parametrize("status", [400, 403])
def test_a_missing_right_is_named(connect: Connect, whop: WhopEmulator, status: int) -> None:
    whop.options.missing_permission_status = status
    client = connect(key=whop.add_key("reader", without=("chat:moderate",)), base_url=whop.base_url)
    with pytest.raises(WhopForbidden, match="lacks the permission chat:moderate for updateChatChannel") as refused:
        client.run(bring_to("exp_lounge", ChannelSettings.of(ban_urls=True), client.ask))
    assert refused.value.missing == ("chat:moderate",)
