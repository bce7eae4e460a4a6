"""Lists without end, times outside of any calendar: a look into an inbox ends, over every transport."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopUnexpectedReply
from airflow_provider_whop.api.inbox import moved, newest_first
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from bent import DATES
from both import Connect
from canned import CannedServer

HOUR = timedelta(hours=1)
Look = Callable[..., News]


@pytest.fixture
def look(connect: Connect, canned: CannedServer) -> Look:
    """Look into one channel, or into a support inbox, of a Whop that answers with ``pages`` in turn."""

    def looked(pages: Iterator[bytes], **wanted: Any) -> News:
        canned.pieces = lambda: [next(pages)]
        client = connect(base_url=f"http://127.0.0.1:{canned.port}/api/v1")
        interval = Interval(since=Watermark.since(datetime.now(UTC) - HOUR))
        return client.run(Inbox(client.ask, Wanted.of(**wanted)).news(interval))

    return looked


def page(*items: dict[str, Any], cursor: object = None, date: str | None = None) -> bytes:
    info = {"has_next_page": cursor is not None, "end_cursor": None if cursor is None else str(cursor)}
    body = json.dumps({"data": items, "page_info": info}).encode()
    told = date if date is not None else datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return b"HTTP/1.1 200 OK\r\nDate: %s\r\nContent-Length: %d\r\n\r\n%s" % (told.encode("latin-1"), len(body), body)


def message(number: int, created_at: str | None = None) -> dict[str, Any]:
    at = created_at or datetime.now(UTC).isoformat()
    lists: dict[str, Any] = {"mentions": [], "reaction_counts": [], "poll_votes": []}
    flags = dict.fromkeys(("is_edited", "is_pinned", "mentions_everyone"), False)
    nothing = dict.fromkeys(("poll", "replying_to_message_id", "view_count"))
    who = {"id": "user_ada", "username": "ada"}
    told = {"id": f"post_{number}", "content": "hi", "created_at": at, "updated_at": at, "message_type": "regular"}
    return {**told, **lists, **flags, **nothing, "user": who}


def channel(number: int) -> dict[str, Any]:
    times = {"last_message_at": datetime.now(UTC).isoformat(), "resolved_at": None}
    return {"id": f"feed_{number}", "customer_user": {"id": "user_ada", "username": "ada"}, **times}


def test_messages_that_never_end_are_given_up(
    look: Look, monkeypatch: pytest.MonkeyPatch, canned: CannedServer
) -> None:
    monkeypatch.setattr(newest_first, "MOST_PAGES", 30)
    with pytest.raises(WhopUnexpectedReply, match="listMessages does not end: 30 pages"):
        look((page(message(n), cursor=n) for n in count()), channels=("exp_lounge",), whose="anyone")
    assert 30 == len(canned.heard)


def test_so_are_messages_that_would_fill_all_memory(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newest_first, "MOST_BYTES", 10_000)
    with pytest.raises(WhopUnexpectedReply, match="does not end"):
        look((page(message(n), cursor=n) for n in count()), channels=("exp_lounge",), whose="anyone")


def test_so_are_channels_that_come_anew_with_each_reading(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moved, "MOST_READINGS", 5)
    ends = (page(channel(n), cursor=None if n % 2 else n) for n in count())
    with pytest.raises(WhopUnexpectedReply, match="listSupportChannels does not end"):
        look(ends)


def test_a_cursor_that_comes_again_is_told(look: Look) -> None:
    with pytest.raises(WhopUnexpectedReply, match="gives no way there"):
        look((page(message(n), cursor="again") for n in count()), channels=("exp_lounge",), whose="anyone")


@pytest.mark.parametrize("created_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_outside_of_the_calendar_is_no_answer(look: Look, created_at: str) -> None:
    with pytest.raises(WhopUnexpectedReply, match="outside of the calendar"):
        look(iter([page(message(1, created_at))]), channels=("exp_lounge",), whose="anyone")


@pytest.mark.parametrize("created_at", ["0001-01-01T00:00:00", "9999-12-31T23:59:59Z", "2026-01-31T09:00:00"])
def test_a_time_without_a_zone_and_any_year_is_understood(look: Look, created_at: str) -> None:
    news = look(iter([page(message(1, created_at))]), channels=("exp_lounge",), whose="anyone")
    assert created_at.startswith("9999") is bool(news.messages)


@pytest.mark.parametrize("date", [date for date in DATES if date.isprintable()])
def test_no_date_of_a_server_puts_the_mark_back_or_into_the_future(look: Look, date: str) -> None:
    began = datetime.now(UTC) - HOUR
    news = look(iter([page(message(1), date=date)]), channels=("exp_lounge",), whose="anyone")
    assert began <= news.mark.at <= datetime.now(UTC)
    assert ["post_1"] == [message.id for message in news.messages]


@pytest.mark.parametrize("id", ["", " ", "post_1\nWhop createMessage: 200", "a\x1b[2K", "x" * 256])
def test_what_can_be_no_id_is_no_answer(look: Look, id: str) -> None:
    with pytest.raises(WhopUnexpectedReply, match=r"data\.0\.id"):
        look(iter([page({**message(1), "id": id})]), channels=("exp_lounge",), whose="anyone")
