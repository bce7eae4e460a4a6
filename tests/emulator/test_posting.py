"""Rules of posting, and what becomes of a post."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


def refused(api: Api, **body: Any) -> str:
    answer = api("POST", "/messages", json={"channel_id": "exp_lounge", "content": "hi", **body})
    assert 400 == answer.status_code
    return str(answer.json()["error"]["message"])


def test_banned_links_words_and_media_are_refused(api: Api, whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", ban_urls=True, banned_words=["spam"], ban_media=True)
    assert "Posting URLs is not allowed" == refused(api, content="see https://example.com")
    assert "The message contains a banned word" == refused(api, content="SPAM!")
    assert "Posting media is not allowed" == refused(api, attachments=[{"id": whop.add_file("a.png")}])
    assert whop.messages("exp_lounge") == []


@pytest.mark.parametrize("ids", [[], ["2"], ["1", "1"], ["1", "3"]])
def test_poll_ids_count_from_one(api: Api, ids: list[str]) -> None:
    assert "sequential" in refused(api, poll={"options": [{"id": id, "text": "x"} for id in ids]})


def test_nothing_to_say_is_refused(api: Api) -> None:
    assert "content is required" == refused(api, content=" ")


def test_attachments_must_be_there_and_replies_must_answer_something_here(api: Api, whop: WhopEmulator) -> None:
    elsewhere = whop.team_writes("exp_announcements", "hi")["id"]
    assert "attachments" in refused(api, attachments=[{"id": "file_nowhere"}])
    assert "replying_to_message_id" in refused(api, replying_to_message_id=elsewhere)


def test_members_wait_out_the_cooldown_and_the_team_does_not(whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", user_posts_cooldown_seconds=60)
    whop.member_writes("exp_lounge", "ada", "one")
    with pytest.raises(Exception, match="posting too fast"):
        whop.member_writes("exp_lounge", "ada", "two")
    whop.member_writes("exp_lounge", "ben", "three")
    whop.team_writes("exp_lounge", "four")
    whop.team_writes("exp_lounge", "five")


def test_only_the_team_posts_where_only_admins_may(whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", who_can_post="admins")
    whop.team_writes("exp_lounge", "hi")
    with pytest.raises(Exception, match="Only admins can post here"):
        whop.member_writes("exp_lounge", "ada", "hi")


def test_a_message_may_show_in_lists_later_than_it_can_be_fetched() -> None:
    moment = [datetime(2026, 1, 1, tzinfo=UTC)]
    with WhopEmulator(visible_after=2.0, now=lambda: moment[0]) as whop:
        id = whop.team_writes("exp_lounge", "hi")["id"]

        def get(path: str) -> Any:
            headers = {"Authorization": f"Bearer {whop.key}"}
            return requests.get(whop.base_url + path, headers=headers, timeout=5).json()

        assert get("/messages?channel_id=exp_lounge")["data"] == []
        assert id == get(f"/messages/{id}")["id"]
        moment[0] += timedelta(seconds=2)
        assert [id] == [message["id"] for message in get("/messages?channel_id=exp_lounge")["data"]]


def test_only_the_author_edits_and_the_team_pins_and_deletes(api: Api, whop: WhopEmulator) -> None:
    id = whop.member_writes("exp_lounge", "ada", "hi")["id"]
    assert 403 == api("PATCH", f"/messages/{id}", json={"content": "ho"}).status_code
    assert api("PATCH", f"/messages/{id}", json={"is_pinned": True}).json()["is_pinned"] is True
    assert api("DELETE", f"/messages/{id}").json() is True


def test_a_customers_word_reopens_a_resolved_conversation(api: Api, whop: WhopEmulator) -> None:
    room = whop.customer_writes("ada", "help")["channel_id"]
    whop.resolve(room)
    assert api("GET", f"/support_channels/{room}").json()["resolved_at"]
    whop.customer_writes("ada", "still")
    assert api("GET", f"/support_channels/{room}").json()["resolved_at"] is None


def test_the_same_reaction_twice_is_one_and_a_new_vote_replaces_the_old(api: Api) -> None:
    poll = {"options": [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}]}
    id = api("POST", "/messages", json={"channel_id": "exp_lounge", "content": "", "poll": poll}).json()["id"]
    for reaction in ({"emoji": "😀"}, {"emoji": ":grinning_face:"}, {"poll_option_id": "1"}, {"poll_option_id": "2"}):
        api("POST", "/reactions", json={"resource_id": id, **reaction})
    message = api("GET", f"/messages/{id}").json()
    assert message["reaction_counts"] == [{"emoji": ":grinning_face:", "count": 1}]
    assert message["poll_votes"] == [{"option_id": "2", "count": 1}]


def test_nobody_reacts_where_nobody_may(api: Api, whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", who_can_react="no_one")
    id = whop.team_writes("exp_lounge", "hi")["id"]
    assert 403 == api("POST", "/reactions", json={"resource_id": id, "emoji": "😀"}).status_code


def test_a_direct_message_is_opened_once_used_and_deleted_with_its_messages(api: Api) -> None:
    opened = api("POST", "/dm_channels", json={"with_user_ids": ["ada", "user_ben"]}).json()
    assert opened["id"] == api("POST", "/dm_channels", json={"with_user_ids": ["user_ben", "ada"]}).json()["id"]
    sent = api("POST", "/messages", json={"channel_id": opened["id"], "content": "psst"}).json()["id"]
    assert [opened["id"]] == [room["id"] for room in api("GET", "/dm_channels").json()["data"]]
    assert api("DELETE", f"/dm_channels/{opened['id']}").json() is True
    assert 404 == api("GET", f"/messages/{sent}").status_code


def test_a_push_has_one_audience(api: Api, whop: WhopEmulator) -> None:
    push = {"title": "t", "content": "c"}
    both = {**push, "experience_id": "exp_lounge", "company_id": "biz_emulator"}
    assert [api("POST", "/notifications", json=body).status_code for body in (push, both)] == [400, 400]
    assert api("POST", "/notifications", json={**push, "experience_id": "exp_lounge"}).json() == {"success": True}
    assert 1 == len(whop.world.notifications)


def test_a_file_in_parts_is_joined_from_the_parts_that_were_stored(api: Api) -> None:
    wanted = {"filename": "film.mp4", "multipart": True, "byte_size": 6 * 1024 * 1024}
    upload = api("POST", "/files", json=wanted).json()
    parts = [
        {"part_number": part["part_number"], "etag": requests.put(part["url"], b"x" * 10, timeout=5).headers["ETag"]}
        for part in upload["multipart_upload_urls"]
    ]
    assert 2 == len(parts)
    done = {"multipart_upload_id": upload["multipart_upload_id"], "multipart_parts": parts[:1]}
    assert 400 == api("POST", f"/files/{upload['id']}/complete", json=done).status_code
    done["multipart_parts"] = parts
    assert tuple(
        api("POST", f"/files/{upload['id']}/complete", json=done).json()[key] for key in ("upload_status", "size")
    ) == ("ready", 20)


def test_the_storage_takes_no_key_and_no_other_headers(api: Api, whop: WhopEmulator) -> None:
    upload = api("POST", "/files", json={"filename": "a.txt"}).json()
    with_key = {**upload["upload_headers"], "Authorization": f"Bearer {whop.key}"}
    for headers in (with_key, {}):
        assert 403 == requests.put(upload["upload_url"], b"x", headers=headers, timeout=5).status_code
    assert "pending" == api("GET", f"/files/{upload['id']}").json()["upload_status"]


def test_the_cooldown_counts_from_the_last_of_ones_posts() -> None:
    moment = [datetime(2026, 1, 1, tzinfo=UTC)]
    with WhopEmulator(now=lambda: moment[0]) as whop:
        whop.set_rules("exp_lounge", user_posts_cooldown_seconds=60)
        whop.member_writes("exp_lounge", "ada", "one")
        moment[0] += timedelta(seconds=60)
        whop.member_writes("exp_lounge", "ada", "two")
        moment[0] += timedelta(seconds=59)
        with pytest.raises(Exception, match="posting too fast"):
            whop.member_writes("exp_lounge", "ada", "three")
