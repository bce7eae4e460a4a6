"""Support channels over every transport."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.errors import WhopForbidden, WhopNotFound
from airflow_provider_whop.api.support_channels import (
    create_support_channel,
    list_support_channels,
    retrieve_support_channel,
)
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect


@pytest.mark.parametrize("version", ["2025-01-01", "2026-09-09", "2026-10-15-1", ""])
def test_a_channel_is_opened_once_and_found_from_then_on(connect: Connect, whop: WhopEmulator, version: str) -> None:
    client = connect(base_url=whop.base_url, version=version)
    opened = client.send(create_support_channel("biz_emulator", "user_ada"))
    assert opened == client.send(create_support_channel("biz_emulator", "ada"))
    assert opened == client.send(retrieve_support_channel(opened.id))
    assert (opened.company_id, opened.customer_user.name) == ("biz_emulator", "Ada")


def test_channels_are_listed_by_their_last_message(client: Client, whop: WhopEmulator) -> None:
    first, second = (whop.customer_writes(who, "help")["channel_id"] for who in ("ada", "ben"))
    listed = client.pages(list_support_channels("biz_emulator", order="last_post_sent_at", direction="desc", first=1))
    assert [second, first] == [channel.id for channel in listed]


def test_open_channels_are_those_that_nobody_has_resolved(client: Client, whop: WhopEmulator) -> None:
    resolved, waiting = (whop.customer_writes(who, "help")["channel_id"] for who in ("ada", "ben"))
    whop.resolve(resolved)
    assert [waiting] == [channel.id for channel in client.pages(list_support_channels(open=True))]
    assert [resolved] == [channel.id for channel in client.pages(list_support_channels(open=False))]


def test_an_unknown_customer_is_named(client: Client) -> None:
    with pytest.raises(WhopNotFound, match="no user_id 'user_nobody'"):
        client.send(create_support_channel("biz_emulator", "user_nobody"))


def test_another_companys_inbox_is_out_of_reach(client: Client) -> None:
    with pytest.raises(WhopNotFound, match="no company_id 'biz_other'"):
        list(client.pages(list_support_channels("biz_other")))


def test_the_right_to_read_support_is_asked_for(connect: Connect, whop: WhopEmulator) -> None:
    client = connect(key=whop.add_key("poster", without=("support_chat:read",)), base_url=whop.base_url)
    with pytest.raises(WhopForbidden, match="lacks the permission support_chat:read"):
        list(client.pages(list_support_channels()))
