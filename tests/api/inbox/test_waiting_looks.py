"""Looks that are one wait: what each costs, and that together they are one interval."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.waiting import Waiting
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.emulator import WhopEmulator
from both import Client

REFUND = Wanted.of(company_id="biz_emulator", matching="refund")


def looks(client: Client, waiting: Waiting, times: int = 1, wanted: Wanted = REFUND) -> News:
    inbox = Inbox(client.ask, wanted)
    for _ in range(times):
        news = waiting.seen(client.run(inbox.news(waiting.left)))
    return news


def test_what_does_not_count_is_read_by_one_look_and_not_by_all_that_follow(
    client: Client, whop: WhopEmulator, past: Any, start: Watermark, cost: Any
) -> None:
    past.ago = timedelta(minutes=10)
    for who in ("ada", "ben") * 60:
        whop.customer_writes(who, "hello")
    past.ago = timedelta(0)
    waiting = Waiting(Interval(since=start))
    looks(client, waiting)
    assert {"listSupportChannels": 1, "listMessages": 4} == cost()
    looks(client, waiting, 5)
    assert {"listSupportChannels": 5} == cost()


def test_all_looks_are_one_interval_from_its_own_beginning(
    client: Client, whop: WhopEmulator, start: Watermark
) -> None:
    waiting = Waiting(Interval(since=start))
    whop.customer_writes("ada", "hello")
    assert () == looks(client, waiting, 2).messages
    written = whop.customer_writes("ada", "a refund, please")["id"]
    news = looks(client, waiting)
    assert ([written], start) == ([message.id for message in news.messages], news.interval.since)
    assert news.interval.until is not None
    assert written in news.interval.until.seen


def test_a_channel_that_any_look_has_skipped_is_told(
    client: Client, whop: WhopEmulator, past: Any, start: Watermark
) -> None:
    past.ago = timedelta(minutes=10)
    waiting = Waiting(Interval(since=start))
    _, refusing = (whop.customer_writes(who, "hello")["channel_id"] for who in ("ada", "ben"))
    past.ago = timedelta(0)
    whop.misbehave("listMessages", status=403)
    assert (refusing,) == looks(client, waiting, 3).skipped


@pytest.mark.parametrize("found", [True, False])
def test_an_interval_that_has_an_end_is_looked_into_as_a_whole(
    client: Client, whop: WhopEmulator, start: Watermark, found: bool
) -> None:
    if found:
        whop.customer_writes("ada", "a refund, please")
    whole = Interval(since=start, until=looks(client, Waiting(Interval(since=start))).mark)
    waiting = Waiting(whole)
    assert [whole, whole] == [looks(client, waiting).interval for _ in range(2)]
    assert whole == waiting.left
