"""Direct messages: one's own, with a name that stays until it is changed, and times in two formats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.records import Room

Api = Callable[..., requests.Response]


def test_a_conversation_of_others_is_not_to_be_seen(api: Api, whop: WhopEmulator) -> None:
    members = [whop.world.people["user_ada"], whop.world.people["user_ben"]]
    room = whop.world.add_room(Room("feed_theirs", "dm", None, whop.world.now(), members=members))
    post = whop.member_writes(room.id, "ada", "psst")["id"]
    places = (f"/dm_channels/{room.id}", f"/messages?channel_id={room.id}", f"/messages/{post}")
    assert [404, 404, 404] == [api("GET", place).status_code for place in places]
    assert 404 == api("POST", "/messages", json={"channel_id": room.id, "content": "hi"}).status_code


def test_a_name_stays_until_it_is_changed_or_taken_away(api: Api) -> None:
    opened = api("POST", "/dm_channels", json={"with_user_ids": ["ada"], "custom_name": "Ada"}).json()["id"]
    names = [
        api("PATCH", f"/dm_channels/{opened}", json=change).json()["name"]
        for change in ({}, {"custom_name": "A."}, {"custom_name": None})
    ]
    assert ["Ada", "A.", None] == names


def test_times_are_cut_to_milliseconds_and_never_rounded() -> None:
    with WhopEmulator(now=lambda: datetime(2026, 1, 1, 0, 0, 0, 123_999, tzinfo=UTC)) as whop:
        headers = {"Authorization": f"Bearer {whop.key}"}
        url, body = f"{whop.base_url}/dm_channels", {"with_user_ids": ["ada"]}
        opened = requests.post(url, json=body, headers=headers, timeout=5).json()
        sent = whop.team_writes(opened["id"], "hi")
    assert ("1767225600123", "2026-01-01T00:00:00.123Z") == (opened["created_at"], sent["created_at"])
