"""Over thousands of histories of an inbox, what is found from mark to mark is each message once.

In the model messages arrive between two pages, tie on the millisecond, show up to the overlap late, are edited and
deleted, and channels change places while they are listed.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.waiting import Waiting
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from inbox_model import (
    CHANNELS,
    LARGE,
    OVERLAP,
    START,
    Cursors,
    Event,
    Go,
    Lock,
    ModelInbox,
    Wait,
    Write,
    Written,
    every_event,
    moment,
)

HISTORIES = int(os.environ.get("WHOP_HISTORIES", "500"))

histories = st.lists(st.sampled_from(list(every_event())), min_size=15, max_size=50)
pages = st.sampled_from([LARGE, 1, 2, 3, CHANNELS])
cursors = st.sampled_from(["place", "offset"])
thorough = settings(max_examples=HISTORIES, database=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass
class Poller:
    """Asks again and again, each time from the mark of the time before, which went through JSON."""

    model: ModelInbox
    mark: Watermark = field(default_factory=lambda: Watermark.since(START))
    polls: list[News] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.model.ask, Wanted.of(company_id="biz_model"), overlap=OVERLAP / 1000)

    def poll(self) -> None:
        first = len(self.model.requests)
        news = self.model.run(self.inbox.news(Interval(since=self.mark)))
        asked = moment(self.model.requests[first][1] - OVERLAP)
        assert news.mark.at <= max(self.mark.at, asked)
        assert all(at > news.mark.at for at in news.mark.seen.values())
        assert list(news.messages) == sorted(news.messages, key=lambda message: (message.created_at, message.id))
        self.mark = Watermark.model_validate_json(news.mark.model_dump_json())
        self.polls.append(news)

    def found(self) -> list[str]:
        return [message.id for news in self.polls for message in news.messages]


def played(model: ModelInbox) -> Poller:
    """Live through a history, and then poll until all that was written has been shown."""
    poller = Poller(model)
    while model.passes():
        poller.poll()
    for _ in range(2):
        model.happens(Wait(OVERLAP))
        poller.poll()
    return poller


def due(posts: list[Written]) -> set[str]:
    """Give the ids of what a customer wrote after the first mark."""
    return {post.id for post in posts if post.at > 0 and not post.team}


@thorough
@given(histories, pages, cursors, st.booleans())
def test_every_message_is_found_once(events: list[Event], page: int, cursors: Cursors, empty_first: bool) -> None:
    poller = played(ModelInbox(events, page, cursors, empty_first=empty_first))
    found = poller.found()
    assert set() == due(poller.model.messages) - set(found), "lost"
    assert len(set(found)) == len(found), "repeated"
    assert set() == set(found) - due(poller.model.messages) - due(poller.model.deleted), "not asked for"


@thorough
@given(histories, pages, cursors)
def test_waits_of_many_looks_find_every_message_once_and_are_found_again(
    events: list[Event], page: int, cursors: Cursors
) -> None:
    model = ModelInbox(events, page, cursors)
    poller, waits = Poller(model), [Waiting(Interval(since=Watermark.since(START)))]
    given: list[News] = []
    for more in itertools.chain(iter(model.passes, False), (False, False)):
        if not more:
            model.happens(Wait(OVERLAP))
        news = waits[-1].seen(model.run(poller.inbox.news(waits[-1].left)))
        if news.messages:
            given.append(news)
            waits.append(Waiting(Interval(since=news.mark)))
    found = [message.id for news in given for message in news.messages]
    assert (set(), len(found)) == (due(model.messages) - set(found), len(set(found)))
    there = {post.id for post in model.messages}
    for news in given:
        again = model.run(poller.inbox.news(news.interval)).messages
        assert [message for message in news.messages if message.id in there] == list(again)


@thorough
@given(histories, pages, cursors, st.integers(0, 9), st.integers(1, 9))
def test_an_interval_gives_the_same_again(
    events: list[Event], page: int, cursors: Cursors, first: int, length: int
) -> None:
    """Later messages, late ones and edits change nothing; what was deleted is left out."""
    poller = played(ModelInbox(events, page, cursors))
    polls = poller.polls[first : first + length] or poller.polls
    interval = Interval(since=polls[0].interval.since, until=polls[-1].mark)
    again = poller.model.run(poller.inbox.news(interval))
    there = {post.id for post in poller.model.messages}
    expected = {message for news in polls for message in news.messages if message.id in there}
    assert sorted(expected, key=lambda message: (message.created_at, message.id)) == list(again.messages)
    assert interval == again.interval


one_channel: list[Event] = [Go()] * 6 + [Write(0), Write(0, 1200), Wait(1), Wait(999), Wait(3 * OVERLAP)]
one_channel += [Lock(locked=True), Lock(locked=False)]


@thorough
@given(st.lists(st.sampled_from(one_channel), min_size=10, max_size=50), pages, cursors)
def test_what_is_written_while_nothing_may_be_read_is_found_afterwards(
    events: list[Event], page: int, cursors: Cursors
) -> None:
    model = ModelInbox([*events, Lock(locked=False)], page, cursors)
    found = played(model).found()
    assert (due(model.messages), len(found)) == (set(found), len(set(found)))


@pytest.mark.parametrize("cursors", ["place", "offset"])
def test_a_channel_that_jumps_to_the_front_between_two_pages_takes_its_older_news_along(cursors: Cursors) -> None:
    """It is on none of the pages that are read, and the next mark is past what was written in it before."""
    poll, page = Go(), Go()
    before: list[Event] = [Wait(1), Write(0), Write(1), Wait(3 * OVERLAP)]
    poller = played(ModelInbox([*before, poll, page, Write(0), page], 1, cursors))
    assert [3, 0, 0] == [len(news.messages) for news in poller.polls]


@pytest.mark.parametrize("cursors", ["place", "offset"])
def test_a_channel_that_a_late_message_moves_behind_the_reader_is_found_too(cursors: Cursors) -> None:
    """It is not at the very front then, but as far down as a late message can be."""
    poll, page = Go(), Go()
    before: list[Event] = [Wait(1), Write(0), Wait(3 * OVERLAP), Write(2), Wait(999)]
    before += [Write(0, late=1200), Wait(1), Write(1), Wait(1000)]
    poller = played(ModelInbox([*before, poll, page, page, Wait(300), page], 1, cursors))
    assert [4, 0, 0] == [len(news.messages) for news in poller.polls]
