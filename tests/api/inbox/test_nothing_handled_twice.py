"""Runs that an inbox starts, over thousands of made-up lives: they fail midway, are cleared, and the triggerer dies.

Whatever happens, each message is handled by one piece of work that went well, and the bell rings until it is.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from airflow_provider_whop.api.inbox.bell import LONGEST_PAUSE, Bell, Told
from airflow_provider_whop.api.inbox.handled import Handled
from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark

START = datetime(2026, 1, 1, tzinfo=UTC)
OVERLAP = 3
HISTORIES = int(os.environ.get("WHOP_HISTORIES", "200"))

Name = Literal["write", "delete", "look", "run", "retry", "again", "clear", "restart", "pass"]
Event = tuple[Name, int]
events = st.lists(
    st.tuples(st.sampled_from(get_args(Name)), st.integers(0, 4)),
    max_size=40,
)


@dataclass
class Life:
    """An inbox, the triggerer that watches it, and the DAG that it starts; time goes on in seconds."""

    now: int = 1
    inbox: list[tuple[InboxMessage, int]] = field(default_factory=list)
    told: Told = field(default_factory=lambda: Told(since=Watermark(at=START)))
    state: Handled = field(default_factory=lambda: Handled(dag_id="dag", mark=Watermark(at=START)))
    gone: set[str] = field(default_factory=set)
    runs: int = 0
    failed: list[str] = field(default_factory=list)
    handled: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.bell = Bell(self.state.mark)

    def write(self, late: int) -> None:
        """Let a message be written that shows up to the overlap late."""
        message = InboxMessage(
            id=f"m{len(self.inbox) + len(self.gone)}",
            channel_id="c",
            user_id="u",
            created_at=START + timedelta(seconds=self.now),
        )
        self.inbox.append((message, self.now + min(late, OVERLAP - 1)))

    def delete(self, back: int) -> None:
        """Delete the last message but so many, whoever has heard of it."""
        if back < len(self.inbox):
            self.gone.add(self.inbox.pop(-1 - back)[0].id)

    def look(self, _: int = 0) -> bool:
        """Let the triggerer look; tells whether it rang."""
        rang = self.bell.heard(self._news(Interval(since=Watermark(at=self.bell.mark.at))), self.state.mark)
        if rang:
            self.told = Told(since=self.told.since, mark=self.bell.mark)
        return rang

    def run(self, fails_after: int) -> None:
        """Let a run begin; it handles all, or fails after some."""
        self.runs += 1
        self._work(f"run {self.runs}", fails_after)

    def retry(self, fails_after: int) -> None:
        """Run one that has failed again, whatever others have done since."""
        if self.failed:
            self._work(self.failed[fails_after % len(self.failed)], fails_after)

    def clear(self, which: int) -> None:
        """Run one that went well again: it is given its own again, by a person's will."""
        done = [given for given in self.state.runs if given.over]
        if done:
            given = done[which % len(done)]
            work = f"work {len(given.done_by)}"
            news = self._news(self.state.interval(given.run_id, work))
            assert {*given.ids} - self.gone == {message.id for message in news.messages}
            self.state = self.state.giving(given.run_id, news).over(given.run_id, work)

    def again(self, which: int) -> None:
        """Retry one whose work is done, as when its process was killed just then."""
        done = [given for given in self.state.runs if given.over]
        if done:
            given = done[which % len(done)]
            assert not self._news(self.state.interval(given.run_id, given.done_by[-1])).messages

    def restart(self, _: int = 0) -> None:
        """Let the triggerer die, and begin with what was kept."""
        self.bell = Bell(self.state.mark, self.told.mark)

    def _work(self, run_id: str, fails_after: int) -> None:
        news = self._news(self.state.interval(run_id, "work 0"))
        self.state = self.state.giving(run_id, news)
        fails = 0 < fails_after < 4
        for message in news.messages[: fails_after - 1] if fails else news.messages:
            self.handled[message.id] += 1
            if fails:
                self.state = self.state.done([message])
        if not fails or not news.messages:
            self.state = self.state.over(run_id, "work 0")
        self.failed = [kept for kept in self.failed if kept != run_id] + ([run_id] if fails else [])

    def _news(self, interval: Interval) -> News:
        there = [message for message, shows in self.inbox if shows <= self.now and interval.holds(message)]
        settled = START + timedelta(seconds=self.now - OVERLAP)
        return News(messages=tuple(there), interval=interval.closed(settled, there))


def lived(history: list[Event]) -> Life:
    life = Life()
    for name, number in history:
        if name == "pass":
            life.now += number
        else:
            getattr(life, name)(number)
    return life


@settings(max_examples=HISTORIES, database=None)
@given(events)
def test_each_message_is_handled_once_and_the_bell_rings_until_all_are(history: list[Event]) -> None:
    life = lived(history)
    life.now += OVERLAP + 1
    for _ in range(2 * LONGEST_PAUSE):
        if life.look():
            life.run(0)
    assert {message.id: 1 for message, _ in life.inbox} == {
        id: times for id, times in life.handled.items() if id not in life.gone
    }
    assert 1 >= max(life.handled.values(), default=0)
    assert not life.bell.waiting
