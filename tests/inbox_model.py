"""An inbox in memory, written by hand, that answers the requests of a conversation while things go on happening in it.

It is neither the emulator nor our models, has a clock of its own, and is quick enough for ten thousand histories.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any, Literal

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import converse
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import R, Reply, Request, Response, Steps

SETTINGS = Settings(key="key", company_id="biz_model")
START = datetime(2026, 1, 1, tzinfo=UTC)
OVERLAP = 3000
"""Milliseconds; the model keeps its promise to show within them what was written."""
CHANNELS = 4
FORBIDDEN = {"error": {"type": "forbidden", "message": "not allowed"}}
LARGE = 100
"""A page that holds everything."""


@dataclass(frozen=True)
class Write:
    """Somebody writes, and it shows so many milliseconds later."""

    channel: int
    late: int = 0
    team: bool = False


@dataclass(frozen=True)
class Wait:
    """Milliseconds pass."""

    ms: int


@dataclass(frozen=True)
class Edit:
    """The last message but so many is edited."""

    back: int


@dataclass(frozen=True)
class Delete:
    """The last message but so many is deleted."""

    back: int


@dataclass(frozen=True)
class Lock:
    """From now on messages may not be read, or may be again; Whop does not say by which permission."""

    locked: bool


@dataclass(frozen=True)
class Go:
    """The next request is answered, or the next poll begins."""


Cursors = Literal["place", "offset"]
Event = Write | Wait | Edit | Delete | Lock | Go


@dataclass
class Written:
    """A message of the model; times in milliseconds since the start."""

    number: int
    channel: int
    team: bool
    at: int
    shows: int
    edited: bool = False

    @property
    def id(self) -> str:
        """An id that does not tell the order."""
        return f"post_{self.number * 7919 % 10007:05d}"

    @property
    def place(self) -> tuple[int, int]:
        return self.at, self.number


class ModelInbox:
    """
    Support channels, their messages, and the events still to come.

    Two things do not happen in it, because no reader of pages could tell. While somebody looks, a channel does not move
    twice if the list of channels has several pages: it could be elsewhere each time. And nothing is deleted then if
    cursors count and there are several pages: what follows would move up past the reader.

    :param page: the most items of a page.
    :param cursors: name a ``place``, around which items may come and go, or count an ``offset``, which they shift.
    :param empty_first: whether channels without a message are listed before the others or after them.
    """

    def __init__(self, events: Iterable[Event], page: int, cursors: Cursors, *, empty_first: bool = False) -> None:
        self.now = 0
        self.messages: list[Written] = []
        self.deleted: list[Written] = []
        self.requests: list[tuple[str, int]] = []
        self._events = iter(events)
        self._page, self._cursors = page, cursors
        self._empty = (10**9 if empty_first else -(10**9), 0)
        self._numbers = 0
        self._locked = False
        self._moved: set[int] | None = None
        self._begin()

    def _begin(self) -> None:
        """Every channel but the last has a past; one message is of the very moment at which the first mark begins."""
        for channel, at in ((0, -9000), (1, -1), (2, 0)):
            self.now = at
            self.happens(Write(channel))

    # -- what happens

    def passes(self) -> bool:
        """Let things happen up to the next ``Go``; False where nothing more is to come."""
        for event in self._events:
            if isinstance(event, Go):
                return True
            if self._possible(event):
                self.happens(event)
        return False

    def _possible(self, event: Event) -> bool:
        """Tell whether this can happen now, and remember which channels it moves."""
        if self._moved is None:
            return True
        if isinstance(event, Delete) and self._cursors == "offset" and self._page < LARGE:
            return False
        moves = self._moves(event)
        if self._page < CHANNELS and moves & self._moved:
            return False
        self._moved |= moves
        return True

    def _moves(self, event: Event) -> set[int]:
        match event:
            case Write(channel, 0):
                return {channel}
            case Delete(back) if back < len(self.messages):
                return {self.messages[-1 - back].channel}
            case Wait(ms):
                return {post.channel for post in self.messages if self.now < post.shows <= self.now + ms}
        return set()

    def happens(self, event: Event) -> None:
        match event:
            case Wait(ms):
                self.now += ms
            case Write(channel, late, team):
                self._numbers += 1
                self.messages.append(Written(self._numbers, channel, team, self.now, self.now + late))
            case Edit(back) if back < len(self.messages):
                self.messages[-1 - back].edited = True
            case Lock(locked):
                self._locked = locked
            case Delete(back) if back < len(self.messages):
                self.deleted.append(self.messages.pop(-1 - back))

    # -- what is asked

    def ask(self, call: Call[R]) -> Steps[R]:
        """Ask as a client does."""
        return converse(call, SETTINGS)

    def run(self, steps: Steps[R]) -> R:
        """Perform a conversation; before each answer things happen."""
        reply: Reply | None = None
        self._moved = set()
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as finished:
                result: R = finished.value
                self._moved = None
                return result
            reply = self._answered(step) if isinstance(step, Request) else None

    def _answered(self, request: Request) -> Response:
        self.requests.append((request.operation, self.now))
        asked = self.now
        self.passes()
        return self.answer(request, asked)

    def answer(self, request: Request, asked: int) -> Response:
        """Answer now what was asked then."""
        refused = self._locked and request.operation == "listMessages"
        body = json.dumps(FORBIDDEN if refused else self._page_for(request)).encode()
        seconds = (self.now - asked) / 1000
        return Response(
            403 if refused else 200, {"date": _date(self.now // 1000)}, body, moment(self.now).timestamp(), seconds
        )

    def _page_for(self, request: Request) -> dict[str, Any]:
        query = dict(request.query)
        if request.operation == "listMessages":
            posts = [post for post in self._shown() if f"feed_{post.channel}" == query["channel_id"]]
            return self._cut(posts, lambda post: post.place, _message, query)
        assert "last_post_sent_at" == query["order"]
        newest = {post.channel: post for post in self._shown()}
        last = [(newest[channel].place if channel in newest else self._empty, channel) for channel in range(CHANNELS)]
        return self._cut(sorted(last), lambda pair: (*pair[0], pair[1]), _channel, query)

    def _shown(self) -> list[Written]:
        return sorted((post for post in self.messages if post.shows <= self.now), key=lambda post: post.place)

    def _cut(
        self, items: list[Any], place: Callable[[Any], Any], shape: Callable[[Any], Any], query: dict[str, str]
    ) -> dict[str, Any]:
        assert "desc" == query["direction"]
        rest = list(enumerate(reversed(items), start=1))
        if after := query.get("after"):
            cursor = json.loads(after)
            if self._cursors == "place":
                rest = [(offset, item) for offset, item in rest if place(item) < tuple(cursor)]
            else:
                rest = rest[cursor:]
        page = rest[: self._page]
        ends = (list(place(page[-1][1])) if self._cursors == "place" else page[-1][0]) if page else None
        info = {"end_cursor": json.dumps(ends) if page else None, "has_next_page": len(page) < len(rest)}
        return {"data": [shape(item) for _, item in page], "page_info": info}


def moment(ms: int) -> datetime:
    """Give a time of the model as the API's models do."""
    return START + timedelta(milliseconds=ms)


@cache
def _date(second: int) -> str:
    return format_datetime(START + timedelta(seconds=second), usegmt=True)


@cache
def _time(ms: int) -> str:
    return moment(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _user(channel: int, *, team: bool = False) -> dict[str, Any]:
    id = "user_team" if team else f"user_{channel}"
    return {"id": id, "username": id, "name": None}


def _channel(pair: tuple[tuple[int, int], int]) -> dict[str, Any]:
    (at, _), channel = pair
    return {
        "id": f"feed_{channel}",
        "customer_user": _user(channel),
        "last_message_at": None if abs(at) == 10**9 else _time(at),
        "resolved_at": None,
    }


def _message(post: Written) -> dict[str, Any]:
    return {
        "id": post.id,
        "content": "edited" if post.edited else "written",
        "created_at": _time(post.at),
        "updated_at": _time(post.at),
        "poll": None,
        "replying_to_message_id": None,
        "is_edited": post.edited,
        "is_pinned": False,
        "message_type": "regular",
        "mentions": [],
        "mentions_everyone": False,
        "user": _user(post.channel, team=post.team),
        "view_count": None,
        "reaction_counts": [],
        "poll_votes": [],
    }


def every_event() -> Iterator[Event]:
    """Give the events that histories are made of, the plainest first."""
    yield from [Go()] * 16
    yield from (Write(channel, late) for channel in range(CHANNELS) for late in (0, 0, 0, 1200, OVERLAP))
    yield from (Write(channel, team=True) for channel in range(CHANNELS))
    yield from (Wait(ms) for ms in (1, 300, 999, OVERLAP - 1, OVERLAP, 3 * OVERLAP, 3 * OVERLAP))
    yield from (Edit(0), Edit(2), Delete(0), Delete(1), Delete(3))
