"""What can be made to happen in a Whop from Python: people write, things appear, rules change."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from airflow_provider_whop.emulator import posting, shapes
from airflow_provider_whop.emulator.contract import every_permission
from airflow_provider_whop.emulator.records import File, Key, Part, Person, Room
from airflow_provider_whop.emulator.routes.chat_channels import change_settings, settings_change
from airflow_provider_whop.emulator.routes.support_channels import opened
from airflow_provider_whop.emulator.seed import COMPANY
from airflow_provider_whop.emulator.server import LocalServer
from airflow_provider_whop.emulator.versions import KNOWN
from airflow_provider_whop.emulator.world import World

P = ParamSpec("P")
S = TypeVar("S", bound="Scene")
T = TypeVar("T")


def where_requests_are_served(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Let a method run between two requests, never amid one."""

    @wraps(method)
    def called(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._server.do(lambda: method(self, *args, **kwargs))

    return called


class Scene:
    """A world and the server before it; what is done here happens between two requests."""

    def __init__(self, world: World, key: str, server: LocalServer) -> None:
        self.world = world
        self.key = checked_key(key)
        self._server = server
        self._added = count(1)

    # -- what happens

    @where_requests_are_served
    def messages(self, channel_id: str) -> list[dict[str, Any]]:
        """Give all messages of a channel (or of an experience), oldest first, as the API would."""
        return [shapes.message(post) for post in self._room(channel_id).posts]

    @where_requests_are_served
    def attachments(self, message_id: str) -> list[dict[str, Any]]:
        """Give what is attached to a message: ``id``, ``filename``, ``size``, and ``content`` where it is small."""
        files = [self.world.files[id] for id in self.world.posts[message_id].attachments]
        return [{name: getattr(file, name) for name in ("id", "filename", "size", "content")} for file in files]

    @where_requests_are_served
    def customer_writes(self, user_id: str, text: str) -> dict[str, Any]:
        """Let a customer (id or username) write to support; gives the message and its ``channel_id``."""
        person = self._person(user_id)
        return self._posted(opened(self.world, self.world.companies[COMPANY], person), person, text)

    @where_requests_are_served
    def member_writes(self, channel_id: str, user_id: str, text: str) -> dict[str, Any]:
        """Let a member (id or username) write in a channel; gives the message and its ``channel_id``."""
        return self._posted(self._room(channel_id), self._person(user_id), text)

    @where_requests_are_served
    def team_writes(self, channel_id: str, text: str) -> dict[str, Any]:
        """Let the team write in a channel, as if by the key; gives the message and its ``channel_id``."""
        return self._posted(self._room(channel_id), self.world.keys[self.key].author, text, team=True)

    @where_requests_are_served
    def resolve(self, channel_id: str) -> None:
        """Resolve a support conversation."""
        self._room(channel_id).resolved_at = self.world.now()

    # -- what there is

    @where_requests_are_served
    def add_channel(self, name: str) -> str:
        """Add a chat channel; gives its id."""
        company, id = self.world.companies[COMPANY], self.world.new_id("chat_feed")
        experience = self.world.new_id("exp")
        now = self.world.now()
        self.world.add_room(Room(id, "chat", company, now, name=_sendable(name), experience_id=experience))
        return id

    @where_requests_are_served
    def add_customer(self, username: str) -> str:
        """Add a customer who has not written yet; gives the user's id."""
        person = Person(self.world.new_id("user"), _sendable(username), None)
        self.world.people[person.id] = person
        return person.id

    @where_requests_are_served
    def set_rules(self, channel_id: str, /, **rules: Any) -> None:
        """Set moderation rules of a chat channel, by the API's names and with its types."""
        change_settings(self._room(channel_id), settings_change(rules))

    @where_requests_are_served
    def add_file(self, filename: str, size: int = 1) -> str:
        """Add a file that is ready to be attached; gives its id."""
        whole = self.world.keys[self.key]
        file = File(self.world.new_id("file"), _sendable(filename), "private", whole, self.world.now())
        file.take([Part("", size, None)], self.world.now(), takes=0.0, fails=False)
        self.world.files[file.id] = file
        return file.id

    @where_requests_are_served
    def add_key(
        self,
        secret: str,
        *,
        without: tuple[str, ...] = (),
        api_version_date: str | None = None,
        label: str | None = None,
    ) -> str:
        """Add a key that lacks some permissions, or is pinned to an API version; gives the key. Logs tell its label."""
        whole, permissions = self.world.keys[self.key], every_permission()
        if unknown := set(without) - permissions:
            raise ValueError(f"No operation asks for the permissions {sorted(unknown)}.")
        if api_version_date not in (None, *KNOWN):
            raise ValueError(f"The emulator knows no API version {api_version_date!r}.")
        self.world.keys[checked_key(secret)] = Key(
            secret,
            whole.company,
            whole.author,
            permissions - set(without),
            label or f"added {next(self._added)}",
            api_version_date,
        )
        return secret

    def _posted(self, room: Room, person: Person, text: str, *, team: bool = False) -> dict[str, Any]:
        post = posting.new_post(self.world, room, person, _sendable(text), on_behalf_of_team=team)
        return {"channel_id": room.id, **shapes.message(post)}

    def _room(self, channel_id: str) -> Room:
        room = self.world.room(channel_id)
        if room is None:
            raise LookupError(f"The emulator has no channel {channel_id!r}.")
        return room

    def _person(self, user_id: str) -> Person:
        person = self.world.person(user_id)
        if person is None:
            raise LookupError(f"The emulator has no user {user_id!r}.")
        return person


def checked_key(secret: str) -> str:
    """Refuse a key that no Authorization header can carry."""
    if not re.fullmatch("[!-~]+", secret):
        raise ValueError("A key must be of visible ASCII characters, at least one, without spaces.")
    return secret


def _sendable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("The text holds half of a surrogate pair, which no UTF-8 page or answer can carry.") from None
    return text
