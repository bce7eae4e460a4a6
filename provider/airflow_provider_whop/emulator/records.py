"""What there is in a Whop, thing by thing: companies, people, keys, rooms, posts, reactions, files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


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
    number: int


@dataclass
class Post:
    """A message, with the room it stands in."""

    id: str
    room: Room
    author: Person
    content: str | None
    created_at: datetime
    updated_at: datetime
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
    number: int = 0

    @property
    def last_message_at(self) -> datetime | None:
        """The time of the newest post."""
        return self.posts[-1].created_at if self.posts else None


@dataclass
class Part:
    """Bytes that the storage took; ``content`` is None where they are too many to be kept."""

    etag: str
    size: int
    content: bytes | None


@dataclass
class Upload:
    """What has come of a file in parts, by number."""

    id: str
    expected: int
    parts: dict[int, Part] = field(default_factory=dict)


@dataclass
class File:
    """An upload: declared first, then filled."""

    id: str
    filename: str
    visibility: str
    owner: Key
    declared_at: datetime
    upload: Upload | None = None
    size: int | None = None
    content: bytes | None = None
    stored_at: datetime | None = None
    processing_takes: float = 0.0
    processing_fails: bool = False

    def take(self, parts: list[Part], at: datetime, *, takes: float, fails: bool) -> None:
        """Have all bytes, and process them from now on for so many seconds, well or in vain."""
        contents = [part.content for part in parts if part.content is not None]
        self.size = sum(part.size for part in parts)
        self.content = b"".join(contents) if len(contents) == len(parts) else None
        self.stored_at, self.processing_takes, self.processing_fails = at, takes, fails

    def status(self, now: datetime) -> str:
        """Tell how far it is."""
        if self.stored_at is None:
            return "pending"
        if (now - self.stored_at).total_seconds() < self.processing_takes:
            return "processing"
        return "failed" if self.processing_fails else "ready"
