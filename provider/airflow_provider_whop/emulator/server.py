"""WhopEmulator: a Whop of one's own, running in a thread for as long as a ``with`` block lasts."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Self, TypeVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from airflow_provider_whop.emulator import posting, shapes
from airflow_provider_whop.emulator.application import build
from airflow_provider_whop.emulator.contract import every_permission
from airflow_provider_whop.emulator.faults import Fault, Script
from airflow_provider_whop.emulator.options import Options
from airflow_provider_whop.emulator.request_log import Entry
from airflow_provider_whop.emulator.routes.support_channels import opened
from airflow_provider_whop.emulator.seed import COMPANY, KEY, populate
from airflow_provider_whop.emulator.world import Key, Room, World

T = TypeVar("T")
START_TIMEOUT = 30.0
REMEMBERED = 100_000


class WhopEmulator:
    """
    A local Whop. It starts with one company, two chat channels, three customers and one key that may do everything.

    :param host: address to listen on; anything but loopback only with ``allow_remote=True``.
    :param port: port to listen on; 0 takes a free one.
    :param now: the clock that posts get their times from.
    :param options: any field of ``Options``: ``rate_limit``, ``page_size``, ``visible_after``, …
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        allow_remote: bool = False,
        now: Callable[[], datetime] | None = None,
        **options: Any,
    ) -> None:
        if not (allow_remote or _is_loopback(host)):
            raise ValueError(f"The emulator has no secrets to keep and listens on loopback only, not on {host!r}.")
        self.options = Options(**options)
        self.world = World(visible_after=self.options.visible_after, now=now)
        self.script = Script()
        self.requests: deque[Entry] = deque(maxlen=REMEMBERED)
        self.key = KEY
        self._address = (host, port)
        self._app = build(self.world, self.options, self.script, self.requests)
        self._app.state.token, self._app.state.host = secrets.token_urlsafe(16), host
        populate(self.world)

    # -- life

    def start(self) -> Self:
        """Listen; returns when requests are answered."""
        listening = _listening(*self._address)
        self.host, self.port = listening.getsockname()[:2]
        config = uvicorn.Config(self._app, log_level="critical", http=Droppable, ws="none", lifespan="off")
        self._server = uvicorn.Server(config)
        started = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(listening, started), name="whop-emulator", daemon=True
        )
        self._thread.start()
        if not started.wait(START_TIMEOUT):
            raise RuntimeError("The emulator did not start")
        return self

    def stop(self) -> None:
        """Stop listening and end every connection."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(START_TIMEOUT)

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
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return f"{self.url}/api/v1"

    @property
    def connection(self) -> str:
        """The Airflow connection to this emulator, in its JSON form."""
        extra = {"company_id": COMPANY} | ({} if _is_loopback(self.host) else {"allow_http": True})
        return json.dumps({"conn_type": "whop", "host": self.url, "password": self.key, "extra": extra})

    # -- what happens in it

    def messages(self, channel_id: str) -> list[dict[str, Any]]:
        """Give all messages of a channel (or of an experience), oldest first, as the API would."""
        return self._do(lambda: [shapes.message(post) for post in self._room(channel_id).posts])

    def customer_writes(self, user_id: str, text: str) -> dict[str, Any]:
        """Let a customer (id or username) write to support; gives the message and its ``channel_id``."""

        def written() -> dict[str, Any]:
            person = self.world.person(user_id)
            if person is None:
                raise LookupError(f"The emulator has no user {user_id!r}.")
            room = opened(self.world, self.world.companies[COMPANY], person)
            post = posting.new_post(self.world, room, person, text)
            return {"channel_id": room.id, **shapes.message(post)}

        return self._do(written)

    def add_key(self, secret: str, *, without: tuple[str, ...] = (), api_version_date: str | None = None) -> str:
        """Add a key that lacks some permissions, or is pinned to an API version; gives the key."""
        whole = self.world.keys[KEY]
        permissions = every_permission() - set(without)
        self.world.keys[secret] = Key(secret, whole.company, whole.author, permissions, "added", api_version_date)
        return secret

    def misbehave(self, operation: str | None = None, **fault: Any) -> None:
        """Let something go wrong with the next requests of an operation: see ``Fault`` for what."""
        self.script.add(Fault(operation, **fault))

    def reset(self) -> None:
        """Forget everything that happened."""

        def emptied() -> None:
            self.world.clear()
            populate(self.world)
            self.script.clear()
            self.requests.clear()

        self._do(emptied)

    def _room(self, channel_id: str) -> Room:
        room = self.world.room(channel_id)
        if room is None:
            raise LookupError(f"The emulator has no channel {channel_id!r}.")
        return room

    def _do(self, action: Callable[[], T]) -> T:
        """Do something where requests are served, so that the two never meet half-way."""

        async def done() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(START_TIMEOUT)

    def _serve(self, listening: socket.socket, started: threading.Event) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._loop.call_later(0, started.set)
            await self._server.serve(sockets=[listening])

        asyncio.run(serve())


class Droppable(H11Protocol):
    """A connection whose transport the application can reach, to end it amid a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where every request of this connection finds it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def _listening(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
