"""What is found in an inbox, and when it is found again, over every transport."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

import pytest

from airflow_provider_whop.api.errors import (
    WhopBroken,
    WhopForbidden,
    WhopInvalidArgument,
    WhopNotFound,
    WhopUnauthorized,
)
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.api.messages import create_message, delete_message
from airflow_provider_whop.api.support_channels import create_support_channel
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect

Look = Any


def ids(news: News) -> list[str]:
    return [message.id for message in news.messages]


def test_new_messages_come_in_the_order_of_time_over_all_channels(look: Look, write: Any, start: Watermark) -> None:
    written = [write(who)["id"] for who in ("ada", "ben", "ada", "cleo", "ben")]
    assert written == ids(look(start))


def test_what_was_found_is_not_found_again_and_what_comes_after_is(look: Look, write: Any, start: Watermark) -> None:
    write("ada")
    first = look(start)
    later = [write(who)["id"] for who in ("ada", "ben")]
    second = look(first.mark)
    assert later == ids(second)
    assert [] == ids(look(second.mark))


def test_what_was_written_before_the_first_mark_is_not_new(look: Look, whop: WhopEmulator, past: Any) -> None:
    past.ago = timedelta(hours=1)
    old = whop.customer_writes("ada", "old")
    past.ago = timedelta(0)
    assert [] == ids(look(Watermark.since(old["created_at"])))
    just_before = datetime.fromisoformat(old["created_at"]) - timedelta(milliseconds=1)
    assert [old["id"]] == ids(look(Watermark.since(just_before)))


def test_messages_of_one_millisecond_are_told_apart(connect: Connect) -> None:
    now = datetime.now(UTC)
    with WhopEmulator(now=lambda: now) as whop:
        client = connect(base_url=whop.base_url)
        inbox = Inbox(client.ask, Wanted.of(company_id="biz_emulator"))
        mark, found = Watermark.since(now - timedelta(seconds=1)), []
        for _ in range(3):
            whop.customer_writes("ada", "again")
            news = client.run(inbox.news(Interval(since=mark)))
            mark, found = news.mark, [*found, *ids(news)]
        assert [post["id"] for post in whop.messages(news.messages[0].channel_id)] == found


def test_a_message_that_shows_late_is_found_when_it_shows(
    look: Look, whop: WhopEmulator, past: Any, start: Watermark
) -> None:
    whop.options.visible_after = 20
    late = whop.customer_writes("ada", "late")["id"]
    past.ago = -timedelta(seconds=10)
    first = look(start)
    past.ago = -timedelta(seconds=20)
    second = look(first.mark)
    assert ([], [late]) == (ids(first), ids(second))


def test_a_word_of_the_team_is_no_news_but_for_those_who_want_anyones(
    look: Look, write: Any, client: Client, start: Watermark
) -> None:
    asked = write("ada")
    sleep(0.0015)
    answered = client.send(create_message(asked["channel_id"], "of course"))
    assert [asked["id"]] == ids(look(start))
    assert [asked["id"], answered.id] == ids(look(start, whose="anyone"))


def test_resolved_conversations_are_looked_into_as_well(look: Look, whop: WhopEmulator, start: Watermark) -> None:
    written = whop.customer_writes("ada", "help")
    whop.resolve(written["channel_id"])
    assert [written["id"]] == ids(look(start))


def test_conversations_can_be_chosen_by_customer(look: Look, whop: WhopEmulator, start: Watermark, cost: Any) -> None:
    mine = [whop.customer_writes(who, "help")["id"] for who in ("ada", "ben", "cleo")][1]
    assert [mine] == ids(look(start, customers=["user_ben"]))
    assert {"listSupportChannels": 1, "listMessages": 1} == cost()


def test_support_channels_can_be_chosen_by_id(look: Look, whop: WhopEmulator, start: Watermark, cost: Any) -> None:
    mine, _ = (whop.customer_writes(who, "help") for who in ("ada", "ben"))
    news = look(start, channels=[mine["channel_id"], mine["channel_id"]])
    assert ([mine["id"]], {"retrieveSupportChannel": 1, "listMessages": 1}) == (ids(news), cost())
    assert [] == ids(look(news.mark, channels=[mine["channel_id"]]))


def test_a_chat_channel_is_asked_for_the_messages_of_anyone(
    look: Look, whop: WhopEmulator, start: Watermark, cost: Any
) -> None:
    written = {whop.member_writes("exp_lounge", who, "hi")["id"] for who in ("ada", "ben")}
    news = look(start, channels=["exp_lounge"], whose="anyone")
    assert (written, {"listMessages": 1}) == (set(ids(news)), cost())
    assert {("exp_lounge", None)} == {(message.channel_id, message.customer_user_id) for message in news.messages}


def test_a_text_is_given_only_where_it_is_asked_for(look: Look, whop: WhopEmulator, start: Watermark) -> None:
    written = whop.customer_writes("ada", "a secret")
    told = {
        "id": written["id"],
        "channel_id": written["channel_id"],
        "customer_user_id": "user_ada",
        "user_id": "user_ada",
        "created_at": written["created_at"],
    }
    (without,), (within,) = look(start).messages, look(start, include_content=True).messages
    assert {**told, "content": None} == {**without.model_dump(mode="json"), "created_at": written["created_at"]}
    assert "a secret" == within.content
    assert "a secret" not in repr(within)


def test_content_is_searched_without_being_given(look: Look, whop: WhopEmulator, start: Watermark) -> None:
    wanted, _ = (whop.customer_writes("ada", text)["id"] for text in ("a refund, please", "thanks"))
    assert [wanted] == ids(look(start, matching="refund"))


def test_an_interval_gives_the_same_again_less_what_was_deleted(
    look: Look, whop: WhopEmulator, client: Client, start: Watermark
) -> None:
    kept, deleted = (whop.customer_writes(who, "one")["id"] for who in ("ada", "ben"))
    first = look(start)
    later = whop.customer_writes("ada", "two")["id"]
    second = look(first.mark)
    client.send(delete_message(deleted))
    whop.customer_writes("cleo", "three")
    assert [kept] == ids(look(start, first.mark))
    assert [later] == ids(look(first.mark, second.mark))
    assert second.interval == look(first.mark, second.mark).interval


def test_the_mark_is_whops_time_of_asking_less_the_overlap(look: Look, whop: WhopEmulator, start: Watermark) -> None:
    date = {"date": (start.at + timedelta(minutes=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")}
    whop.misbehave("listSupportChannels", headers=date)
    assert start.at + timedelta(minutes=29) <= look(start, overlap=50).mark.at <= start.at + timedelta(minutes=29.2)


def test_without_a_date_the_mark_stays_and_only_remembers(look: Look, whop: WhopEmulator, start: Watermark) -> None:
    whop.misbehave("listSupportChannels", headers={"date": "unknown"})
    whop.misbehave("listMessages", headers={"date": "unknown"})
    written = whop.customer_writes("ada", "help")["id"]
    mark = look(start).mark
    assert (start.at, {written}) == (mark.at, set(mark.seen))
    assert [] == ids(look(mark))


def test_a_mark_in_the_future_waits_for_it(look: Look, whop: WhopEmulator) -> None:
    tomorrow = Watermark.since(datetime.now(UTC) + timedelta(days=1))
    whop.customer_writes("ada", "today")
    assert ([], tomorrow) == (ids(news := look(tomorrow)), news.mark)


def test_an_empty_channel_is_not_read(look: Look, whop: WhopEmulator, client: Client, start: Watermark) -> None:
    client.send(create_support_channel("biz_emulator", "user_ada"))
    assert [] == ids(look(start))
    assert [] == [entry for entry in whop.requests if entry.operation == "listMessages"]


@pytest.mark.parametrize("overlap", [-1, float("nan"), float("inf"), "30", None])
def test_an_overlap_that_is_no_number_of_seconds_is_refused(overlap: Any) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"^overlap must be a number of seconds from 0 on, not .*\.$"):
        Inbox(lambda call: iter(()), Wanted(), overlap=overlap)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("overlap", [86_401, 1e15, 10**400])
def test_an_overlap_of_more_than_a_day_is_refused(overlap: float) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"^overlap must be no more than a day \(86400 seconds\)\.$"):
        Inbox(lambda call: iter(()), Wanted(), overlap=overlap)  # type: ignore[arg-type,return-value]


def test_a_key_that_may_not_read_support_is_an_error(connect: Connect, whop: WhopEmulator, start: Watermark) -> None:
    client = connect(key=whop.add_key("poster", without=("support_chat:read",)), base_url=whop.base_url)
    inbox = Inbox(client.ask, Wanted.of(company_id="biz_emulator"))
    with pytest.raises(WhopForbidden, match=r"lacks the permission support_chat:read for listSupportChannels"):
        client.run(inbox.news(Interval(since=start)))


def test_a_company_that_there_is_not_is_an_error(look: Look, start: Watermark) -> None:
    with pytest.raises(WhopNotFound, match="no company_id 'biz_other'"):
        look(start, company_id="biz_other")


@pytest.mark.parametrize("operation", ["listSupportChannels", "listMessages"])
def test_a_key_that_is_not_accepted_ends_the_look(
    look: Look, whop: WhopEmulator, start: Watermark, operation: str
) -> None:
    whop.customer_writes("ada", "help")
    whop.misbehave(operation, status=401)
    with pytest.raises(WhopUnauthorized):
        look(start)


def test_a_fault_of_whops_ends_the_look_and_the_same_mark_finds_everything(
    look: Look, whop: WhopEmulator, write: Any, start: Watermark, naps: list[float]
) -> None:
    written = [write(who)["id"] for who in ("ada", "ben")]
    whop.misbehave("listMessages", status=503, times=6)
    with pytest.raises(WhopBroken):
        look(start)
    assert 5 == len(naps)
    assert written == ids(look(start))
