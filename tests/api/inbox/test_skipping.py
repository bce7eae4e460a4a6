"""Channels that cannot be looked into: named once, passed over, and no reason to miss the others."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopForbidden, WhopNotFound
from airflow_provider_whop.api.inbox import sentences
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect

LISTS_BUT_READS_NONE = '{"error":{"type":"invalid_request_error","message":"Actor is missing all required permissions: '


@pytest.fixture
def warnings(caplog: pytest.LogCaptureFixture) -> Any:
    """Give the warnings so far."""
    return lambda: [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


@pytest.fixture
def inbox(client: Client) -> Inbox:
    return Inbox(client.ask, Wanted.of(company_id="biz_emulator"))


@pytest.mark.parametrize("status", [403, 404])
def test_a_channel_that_refuses_us_is_skipped_and_the_others_are_read(
    look: Any, whop: WhopEmulator, start: Watermark, warnings: Any, status: int
) -> None:
    kept, refusing = (whop.customer_writes(who, "the text") for who in ("ada", "ben"))
    whop.misbehave("listMessages", status=status)
    news = look(start)
    assert ([kept["id"]], (refusing["channel_id"],)) == ([message.id for message in news.messages], news.skipped)
    assert 1 == len(warnings())
    assert warnings()[0].startswith(f"Channel {refusing['channel_id']} is skipped, and what is written in it")
    assert "the text" not in warnings()[0]


def test_a_skipped_channel_holds_no_mark_back_where_another_can_be_read(
    inbox: Inbox, client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    for who in ("ada", "ben"):
        whop.customer_writes(who, "help")
    whop.misbehave("listMessages", status=403)
    assert client.run(inbox.news(Interval(since=start))).mark.at > start.at


@pytest.mark.parametrize("status", [403, 404])
def test_where_nothing_could_be_read_nothing_counts_as_read(
    inbox: Inbox, client: Client, whop: WhopEmulator, start: Watermark, status: int
) -> None:
    written = whop.customer_writes("ada", "help")
    whop.misbehave("listMessages", status=status)
    held = client.run(inbox.news(Interval(since=start)))
    assert (start, (written["channel_id"],)) == (held.mark, held.skipped)
    assert [written["id"]] == [message.id for message in client.run(inbox.news(Interval(since=held.mark))).messages]


def test_what_was_found_in_a_channel_before_it_refused_is_not_repeated_when_it_opens_again(
    inbox: Inbox, client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    whop.customer_writes("ada", "help")
    mark, found = start, []
    for status in (None, 403, None):
        if status:
            whop.misbehave("listMessages", status=status)
        news = client.run(inbox.news(Interval(since=mark)))
        mark, found = news.mark, [*found, len(news.messages)]
    assert [1, 0, 0] == found


def test_a_channel_is_named_once_for_as_long_as_somebody_waits(
    inbox: Inbox, client: Client, whop: WhopEmulator, start: Watermark, warnings: Any
) -> None:
    whop.customer_writes("ada", "help")
    whop.misbehave("listMessages", status=404, times=3)
    for _ in range(3):
        client.run(inbox.news(Interval(since=start)))
    assert 1 == len(warnings())


def test_a_channel_without_a_customer_is_skipped_unless_anyones_word_counts(
    inbox: Inbox, client: Client, whop: WhopEmulator, start: Watermark, warnings: Any
) -> None:
    odd = whop.customer_writes("ada", "help")
    whop.world.rooms[odd["channel_id"]].customer = None
    news = client.run(inbox.news(Interval(since=start)))
    assert ((), (odd["channel_id"],)) == (news.messages, news.skipped)
    assert [sentences.no_customer(odd["channel_id"])] == warnings()
    anyone = Inbox(client.ask, Wanted.of(company_id="biz_emulator", whose="anyone"))
    assert [odd["id"]] == [message.id for message in client.run(anyone.news(Interval(since=start))).messages]


def test_a_key_that_may_list_channels_and_read_none_is_an_error(
    inbox: Inbox, client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    for who in ("ada", "ben"):
        whop.customer_writes(who, "help")
    whop.misbehave("listMessages", status=400, body=f'{LISTS_BUT_READS_NONE}chat:read"}}}}'.encode(), times=2)
    with pytest.raises(WhopForbidden, match="lacks the permission chat:read for listMessages"):
        client.run(inbox.news(Interval(since=start)))


def test_a_refusal_of_every_channel_that_names_no_permission_is_an_error_too(
    inbox: Inbox, client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    for who in ("ada", "ben"):
        whop.customer_writes(who, "help")
    whop.misbehave("listMessages", status=403, times=2)
    with pytest.raises(WhopForbidden, match="may not do listMessages"):
        client.run(inbox.news(Interval(since=start)))


@pytest.mark.parametrize("whose", ["customer", "anyone"])
def test_a_named_channel_that_there_is_not_is_skipped_beside_one_that_there_is(
    connect: Connect, whop: WhopEmulator, start: Watermark, whose: str
) -> None:
    client = connect(base_url=whop.base_url)
    written = whop.customer_writes("ada", "help")
    wanted = Wanted.of(channels=["feed_nowhere", written["channel_id"]], whose=whose)
    news = client.run(Inbox(client.ask, wanted).news(Interval(since=start)))
    assert ([written["id"]], ("feed_nowhere",)) == ([message.id for message in news.messages], news.skipped)


@pytest.mark.parametrize("whose", ["customer", "anyone"])
def test_where_no_named_channel_is_there_that_is_an_error(client: Client, start: Watermark, whose: str) -> None:
    wanted = Wanted.of(channels=["feed_nowhere", "feed_elsewhere"], whose=whose)
    with pytest.raises(WhopNotFound, match="no channel_id 'feed_nowhere'"):
        client.run(Inbox(client.ask, wanted).news(Interval(since=start)))


def by_name(client: Client, *channels: str) -> Inbox:
    return Inbox(client.ask, Wanted.of(channels=channels))


def test_a_named_channel_that_is_told_of_and_may_not_be_read_is_an_error(
    client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    written = whop.customer_writes("ada", "help")
    whop.misbehave("listMessages", status=400, body=f'{LISTS_BUT_READS_NONE}chat:read"}}}}'.encode())
    with pytest.raises(WhopForbidden, match="lacks the permission chat:read for listMessages"):
        client.run(by_name(client, written["channel_id"]).news(Interval(since=start)))


def test_named_channels_that_all_refuse_to_be_read_are_an_error(
    client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    written = whop.customer_writes("ada", "help")
    whop.misbehave("listMessages", status=403)
    with pytest.raises(WhopForbidden, match="may not do listMessages"):
        client.run(by_name(client, written["channel_id"]).news(Interval(since=start)))


def test_a_named_channel_that_is_gone_is_skipped_beside_one_that_is_quiet(
    client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    quiet = whop.customer_writes("ada", "help")["channel_id"]
    inbox = by_name(client, "feed_nowhere", quiet)
    read = client.run(inbox.news(Interval(since=start))).mark
    assert ((), ("feed_nowhere",)) == ((news := client.run(inbox.news(Interval(since=read)))).messages, news.skipped)


def test_one_named_channel_that_refuses_beside_one_that_is_quiet_holds_the_mark(
    client: Client, whop: WhopEmulator, past: Any, start: Watermark
) -> None:
    past.ago = timedelta(hours=2)
    quiet = whop.customer_writes("ada", "long ago")["channel_id"]
    past.ago = timedelta(0)
    refusing = whop.customer_writes("ben", "help")["channel_id"]
    whop.misbehave("listMessages", status=403)
    assert start == client.run(by_name(client, quiet, refusing).news(Interval(since=start))).mark
