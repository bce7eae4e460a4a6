"""What exists in this Whop: companies, people, keys, rooms and their posts. State and look-ups, no rules, no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Literal

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass
class Company:
    """A company, which owns rooms and keys."""

    id: str
    title: str


@dataclass
class Person:
    """A user of Whop: team, member or customer."""

    id: str
    username: str
    name: str | None


@dataclass
class Key:
    """An API key: whose, written as whom, with which rights, pinned to which API version."""

    secret: str = field(repr=False)
    company: Company
    author: Person
    permissions: frozenset[str]
    label: str = "key"
    api_version_date: str | None = None


@dataclass
class Reaction:
    """An emoji or a vote on a post."""

    id: str
    person: Person
    emoji: str | None
    poll_option_id: str | None


@dataclass
class Post:
    """A message, with the room it stands in and the time from which lists show it."""

    id: str
    room: Room
    author: Person
    content: str | None
    created_at: datetime
    updated_at: datetime
    visible_at: datetime
    options: list[dict[str, str]] | None = None
    attachments: list[str] = field(default_factory=list)
    replying_to: str | None = None
    is_edited: bool = False
    is_pinned: bool = False
    kind: str = "regular"
    number: int = 0
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands in the order of time; posts of one millisecond keep the order they came in."""
        return self.created_at.isoformat(timespec="milliseconds"), f"{self.number:012d}"


@dataclass
class Settings:
    """The moderation rules of a chat room."""

    ban_media: bool = False
    ban_urls: bool = False
    banned_words: list[str] = field(default_factory=list)
    user_posts_cooldown_seconds: int | None = None
    who_can_post: str = "everyone"
    who_can_react: str = "everyone"


@dataclass
class Room:
    """A place for posts: a chat channel, a support channel or a direct message."""

    id: str
    kind: Literal["chat", "support", "dm"]
    company: Company | None
    created_at: datetime
    name: str | None = None
    experience_id: str | None = None
    settings: Settings = field(default_factory=Settings)
    customer: Person | None = None
    members: list[Person] = field(default_factory=list)
    resolved_at: datetime | None = None
    posts: list[Post] = field(default_factory=list)

    @property
    def last_message_at(self) -> datetime | None:
        """The time of the newest post."""
        return self.posts[-1].created_at if self.posts else None


@dataclass
class File:
    """An upload: declared first, then filled."""

    id: str
    filename: str
    visibility: str
    owner: Key
    status: str = "pending"
    size: int | None = None
    multipart: dict[str, Any] | None = None


class World:
    """Everything there is, by id; ids and times come from here alone."""

    def __init__(self, *, visible_after: float = 0.0, now: Callable[[], datetime] | None = None) -> None:
        self.visible_after = timedelta(seconds=visible_after)
        self._now = now or (lambda: datetime.now(UTC))
        self._random = Random(2025)  # noqa: S311  # ids only have to differ
        self.clear()

    def clear(self) -> None:
        """Empty it."""
        self.companies: dict[str, Company] = {}
        self.people: dict[str, Person] = {}
        self.keys: dict[str, Key] = {}
        self.rooms: dict[str, Room] = {}
        self.posts: dict[str, Post] = {}
        self.files: dict[str, File] = {}
        self.notifications: list[dict[str, Any]] = []
        self._numbers = count(1)

    def now(self) -> datetime:
        """Give the time as Whop tells it: to the millisecond."""
        moment = self._now()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def new_id(self, prefix: str) -> str:
        """Make an id of the form that Whop's have."""
        return f"{prefix}_{''.join(self._random.choices(_ALPHABET, k=18))}"

    def room(self, id: str) -> Room | None:
        """Find a room by its id or by its experience's."""
        return self.rooms.get(id) or next((room for room in self.rooms.values() if room.experience_id == id), None)

    def person(self, name: str) -> Person | None:
        """Find a person by id or username."""
        return self.people.get(name) or next((who for who in self.people.values() if who.username == name), None)

    def visible(self, room: Room) -> list[Post]:
        """Give the posts that lists show, oldest first."""
        now = self.now()
        return sorted((post for post in room.posts if post.visible_at <= now), key=lambda post: post.place)

    def add(self, post: Post) -> Post:
        """Put a post into its room; a customer's word reopens a resolved conversation."""
        post.visible_at = post.created_at + self.visible_after
        post.number = next(self._numbers)
        post.room.posts.append(post)
        self.posts[post.id] = post
        if post.author is post.room.customer:
            post.room.resolved_at = None
        return post

    def remove(self, posts: Iterable[Post]) -> None:
        """Take posts away for good."""
        for post in list(posts):
            post.room.posts.remove(post)
            del self.posts[post.id]
