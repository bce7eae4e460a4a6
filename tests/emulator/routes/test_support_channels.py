"""Lists of support conversations: narrowed, ordered, and true to what lists show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


def customers(api: Api, **parameters: Any) -> list[str]:
    listed = api("GET", "/support_channels", params=parameters).json()["data"]
    return [room["customer_user"]["username"] for room in listed]


@pytest.mark.parametrize(("open", "expected"), [("true", {"ben"}), ("false", {"ada"}), (None, {"ada", "ben"})])
def test_a_list_can_be_narrowed_to_open_conversations_or_resolved_ones(
    api: Api, whop: WhopEmulator, open: str | None, expected: set[str]
) -> None:
    whop.resolve(whop.customer_writes("ada", "hi")["channel_id"])
    whop.customer_writes("ben", "hi")
    assert expected == set(customers(api, open=open))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"customer_user_id": "user_ada"}, {"ada"}),
        ({"customer_user_ids": ["user_ada", "user_cleo"]}, {"ada", "cleo"}),
        ({"customer_user_id": "user_ada", "customer_user_ids": ["user_ben"]}, {"ada", "ben"}),
    ],
)
def test_a_list_can_be_narrowed_to_customers(
    api: Api, whop: WhopEmulator, wanted: dict[str, Any], expected: set[str]
) -> None:
    for name in ("ada", "ben", "cleo"):
        whop.customer_writes(name, "hi")
    assert expected == set(customers(api, **wanted))


def test_the_newest_post_decides_the_order_and_not_the_first(api: Api, whop: WhopEmulator) -> None:
    for name in ("ada", "ben", "ada"):
        whop.customer_writes(name, "hi")
    assert ["ada", "ben"] == customers(api, order="last_post_sent_at")


def test_conversations_opened_in_one_millisecond_keep_their_order() -> None:
    names = ["cleo", "ada", "ben"]
    with WhopEmulator(now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as whop:
        for name in names:
            whop.customer_writes(name, "hi")
        headers = {"Authorization": f"Bearer {whop.key}"}
        url = f"{whop.base_url}/support_channels?order=created_at&direction=asc"
        listed = requests.get(url, headers=headers, timeout=5).json()["data"]
    assert names == [room["customer_user"]["username"] for room in listed]


def test_a_word_of_the_team_leaves_a_resolved_conversation_resolved(api: Api, whop: WhopEmulator) -> None:
    room = whop.customer_writes("ada", "help")["channel_id"]
    whop.resolve(room)
    api("POST", "/messages", json={"channel_id": room, "content": "bye"})
    assert api("GET", f"/support_channels/{room}").json()["resolved_at"]


def test_a_message_that_lists_do_not_show_yet_is_not_the_last_one_either() -> None:
    moment = [datetime(2026, 1, 1, tzinfo=UTC)]
    with WhopEmulator(visible_after=2, now=lambda: moment[0]) as whop:
        id = whop.customer_writes("ada", "help")["channel_id"]

        def last() -> str | None:
            headers = {"Authorization": f"Bearer {whop.key}"}
            room = requests.get(f"{whop.base_url}/support_channels/{id}", headers=headers, timeout=5).json()
            return room["last_message_at"]  # type: ignore[no-any-return]

        assert last() is None
        moment[0] += timedelta(seconds=2)
        assert "2026-01-01T00:00:00.000Z" == last()
