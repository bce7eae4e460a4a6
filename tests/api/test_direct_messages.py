"""Direct messages over every transport."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from airflow_provider_whop.api.direct_messages import (
    create_direct_channel,
    list_direct_channels,
    retrieve_direct_channel,
)
from airflow_provider_whop.api.errors import WhopForbidden, WhopInvalidArgument, WhopNotFound
from airflow_provider_whop.api.messages import create_message
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect


@pytest.mark.parametrize("version", ["2025-01-01", "2026-10-15-1", ""])
def test_a_conversation_is_opened_once_and_found_from_then_on(
    connect: Connect, whop: WhopEmulator, version: str
) -> None:
    client = connect(base_url=whop.base_url, version=version)
    opened = client.send(create_direct_channel(["user_ada", "ben"], company_id="biz_emulator"))
    assert opened == client.send(create_direct_channel(["ben", "ada"]))
    assert opened == client.send(retrieve_direct_channel(opened.id))
    assert opened.id != client.send(create_direct_channel("ada")).id


def test_an_answer_that_is_lost_is_asked_for_again(client: Client, whop: WhopEmulator, naps: list[float]) -> None:
    whop.misbehave("createDmChannel", cut="answer", accepted=True)
    opened = client.send(create_direct_channel("ada"))
    assert [opened] == list(client.pages(list_direct_channels()))
    assert 1 == len(naps)


def test_its_times_are_times(client: Client) -> None:
    opened = client.send(create_direct_channel("ada"))
    assert abs((datetime.now(UTC) - opened.created_at).total_seconds()) < 60
    assert opened.last_message_at is None


def test_conversations_are_listed_by_their_last_message(client: Client) -> None:
    first, second = (client.send(create_direct_channel(who)) for who in ("ada", "ben"))
    for channel in (second, first):
        client.send(create_message(channel.id, "hi"))
    assert [first.id, second.id] == [channel.id for channel in client.pages(list_direct_channels(first=1))]


def test_an_unknown_person_is_named(client: Client) -> None:
    with pytest.raises(WhopNotFound, match="no with_user_ids 'ada, user_nobody'"):
        client.send(create_direct_channel(["ada", "user_nobody"]))


def test_the_right_to_open_conversations_is_asked_for(connect: Connect, whop: WhopEmulator) -> None:
    client = connect(key=whop.add_key("poster", without=("dms:channel:manage",)), base_url=whop.base_url)
    with pytest.raises(WhopForbidden, match="lacks the permission dms:channel:manage"):
        client.send(create_direct_channel("ada"))


@pytest.mark.parametrize("nobody", [[], "", ["ada", " "], None, [7]])
def test_nobody_is_refused_before_anything_is_sent(nobody: Any) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"^with_user_ids"):
        create_direct_channel(nobody)
