"""All that exists in one Whop, by id. State and look-ups, no rules, no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from airflow_provider_whop.emulator.options import Options
from airflow_provider_whop.emulator.records import Company, File, Key, Person, Post, Reaction, Room

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class World:
    """Everything there is, by id; ids and times come from here alone."""

    def __init__(self, options: Options, *, now: Callable[[], datetime] | None = None, seed: int | None = None) -> None:
        self.options = options
        self._now = now or (lambda: datetime.now(UTC))
        self._random = Random(seed)  # noqa: S311  # ids only have to differ
        self.era = 0
        self.clear()

    def clear(self) -> None:
        """Empty it; what was under way belongs to another era."""
        self.era += 1
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
        return sorted((post for post in room.posts if self._shows(post)), key=lambda post: post.place)

    def newest(self, room: Room) -> Post | None:
        """Give the last post that lists show."""
        return next((post for post in reversed(room.posts) if self._shows(post)), None)

    def _shows(self, post: Post) -> bool:
        return post.created_at + timedelta(seconds=self.options.visible_after) <= self.now()

    def add_room(self, room: Room) -> Room:
        """Open a room; those of one millisecond keep the order they came in."""
        room.number = next(self._numbers)
        self.rooms[room.id] = room
        return room

    def add(self, post: Post) -> Post:
        """Put a post into its room; a customer's word reopens a resolved conversation."""
        post.number = next(self._numbers)
        post.room.posts.append(post)
        self.posts[post.id] = post
        if post.author is post.room.customer:
            post.room.resolved_at = None
        return post

    def react(self, post: Post, person: Person, emoji: str | None, poll_option_id: str | None = None) -> Reaction:
        """Put a reaction, or a vote, on a post."""
        reaction = Reaction(self.new_id("reac"), person, emoji, poll_option_id, next(self._numbers))
        post.reactions.append(reaction)
        return reaction

    def remove(self, posts: Iterable[Post]) -> None:
        """Take posts away for good."""
        for post in list(posts):
            post.room.posts.remove(post)
            del self.posts[post.id]
