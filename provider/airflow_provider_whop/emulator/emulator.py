"""WhopEmulator: a Whop of one's own for as long as a ``with`` block lasts, and what can be made to happen in it."""

from __future__ import annotations

import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from airflow_provider_whop.emulator import posting, shapes
from airflow_provider_whop.emulator.application import build
from airflow_provider_whop.emulator.contract import every_permission
from airflow_provider_whop.emulator.faults import Fault, Script
from airflow_provider_whop.emulator.options import Options
from airflow_provider_whop.emulator.request_log import Entry
from airflow_provider_whop.emulator.routes.support_channels import opened
from airflow_provider_whop.emulator.seed import COMPANY, KEY, populate
from airflow_provider_whop.emulator.server import LocalServer, is_loopback
from airflow_provider_whop.emulator.world import File, Key, Person, Room, World

REMEMBERED = 100_000


P = ParamSpec("P")
T = TypeVar("T")


def _where_requests_are_served(
    method: Callable[Concatenate[WhopEmulator, P], T],
) -> Callable[Concatenate[WhopEmulator, P], T]:
    """Let a method run between two requests, never amid one."""

    @wraps(method)
    def called(self: WhopEmulator, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._server.do(lambda: method(self, *args, **kwargs))

    return called


class WhopEmulator:
    """
    A local Whop. It starts with one company, two chat channels, three customers and one key that may do everything.

    :param host: address to listen on; anything but loopback only with ``allow_remote=True``.
    :param port: port to listen on; 0 takes a free one.
    :param key: the API key that may do everything.
    :param now: the clock that posts get their times from.
    :param options: any field of ``Options``: ``rate_limit``, ``page_size``, ``visible_after``, …
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        allow_remote: bool = False,
        key: str = KEY,
        now: Callable[[], datetime] | None = None,
        **options: Any,
    ) -> None:
        if not (allow_remote or is_loopback(host)):
            raise ValueError(f"The emulator keeps no secrets and listens on loopback only, not on {host!r}.")
        self.options = Options(**options)
        self.world = World(visible_after=self.options.visible_after, now=now)
        self.requests: deque[Entry] = deque(maxlen=REMEMBERED)
        self.key = key
        self._script = Script()
        app = build(self.world, self.options, self._script, self.requests)
        app.state.token, app.state.host = secrets.token_urlsafe(16), host
        self._server = LocalServer(app, host, port)
        populate(self.world, key)

    # -- life

    def start(self) -> Self:
        """Listen; returns when requests are answered."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop listening and end every connection."""
        self._server.stop()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    # -- where it is

    @property
    def url(self) -> str:
        """Where the page for people is."""
        return self._server.url

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return f"{self.url}/api/v1"

    @property
    def connection(self) -> str:
        """The Airflow connection to this emulator, in its JSON form."""
        extra = {"company_id": COMPANY, "user_id": self.user_id} | (
            {} if is_loopback(self._server.host) else {"allow_http": True}
        )
        return json.dumps({"conn_type": "whop", "host": self.url, "password": self.key, "extra": extra})

    @property
    def user_id(self) -> str:
        """The user that the key writes as."""
        return self.world.keys[self.key].author.id

    # -- what happens in it

    @_where_requests_are_served
    def messages(self, channel_id: str) -> list[dict[str, Any]]:
        """Give all messages of a channel (or of an experience), oldest first, as the API would."""
        return [shapes.message(post) for post in self._room(channel_id).posts]

    @_where_requests_are_served
    def customer_writes(self, user_id: str, text: str) -> dict[str, Any]:
        """Let a customer (id or username) write to support; gives the message and its ``channel_id``."""
        person = self._person(user_id)
        return self._posted(opened(self.world, self.world.companies[COMPANY], person), person, text)

    @_where_requests_are_served
    def member_writes(self, channel_id: str, user_id: str, text: str) -> dict[str, Any]:
        """Let a member (id or username) write in a channel; gives the message and its ``channel_id``."""
        return self._posted(self._room(channel_id), self._person(user_id), text)

    @_where_requests_are_served
    def team_writes(self, channel_id: str, text: str) -> dict[str, Any]:
        """Let the team write in a channel, as if by the key; gives the message and its ``channel_id``."""
        return self._posted(self._room(channel_id), self.world.keys[self.key].author, text, team=True)

    @_where_requests_are_served
    def resolve(self, channel_id: str) -> None:
        """Resolve a support conversation."""
        self._room(channel_id).resolved_at = self.world.now()

    # -- what there is

    @_where_requests_are_served
    def add_channel(self, name: str) -> str:
        """Add a chat channel; gives its id."""
        company, id = self.world.companies[COMPANY], self.world.new_id("chat_feed")
        experience = self.world.new_id("exp")
        self.world.rooms[id] = Room(id, "chat", company, self.world.now(), name=name, experience_id=experience)
        return id

    @_where_requests_are_served
    def set_rules(self, channel_id: str, /, **rules: Any) -> None:
        """Set moderation rules of a chat channel, by the API's names."""
        room = self._room(channel_id)
        room.settings = replace(room.settings, **rules)

    @_where_requests_are_served
    def add_file(self, filename: str, size: int = 1) -> str:
        """Add a file that is ready to be attached; gives its id."""
        file = File(self.world.new_id("file"), filename, "private", self.world.keys[self.key], "ready", size)
        self.world.files[file.id] = file
        return file.id

    @_where_requests_are_served
    def add_key(self, secret: str, *, without: tuple[str, ...] = (), api_version_date: str | None = None) -> str:
        """Add a key that lacks some permissions, or is pinned to an API version; gives the key."""
        whole = self.world.keys[self.key]
        permissions = every_permission() - set(without)
        self.world.keys[secret] = Key(secret, whole.company, whole.author, permissions, "added", api_version_date)
        return secret

    def misbehave(self, operation: str | None = None, **fault: Any) -> None:
        """Let something go wrong with the next requests of an operation: see ``Fault`` for what."""
        self._script.add(Fault(operation, **fault))

    @_where_requests_are_served
    def reset(self) -> None:
        """Forget everything that happened."""
        self.world.clear()
        populate(self.world, self.key)
        self._script.clear()
        self.requests.clear()

    def _posted(self, room: Room, person: Person, text: str, *, team: bool = False) -> dict[str, Any]:
        post = posting.new_post(self.world, room, person, text, on_behalf_of_team=team)
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
