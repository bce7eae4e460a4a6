"""WhopEmulator: a Whop of one's own for as long as a ``with`` block lasts."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from airflow_provider_whop.emulator.application import build
from airflow_provider_whop.emulator.faults import Fault, Script
from airflow_provider_whop.emulator.options import Options
from airflow_provider_whop.emulator.request_log import REMEMBERED, Entry
from airflow_provider_whop.emulator.scene import Scene, where_requests_are_served
from airflow_provider_whop.emulator.seed import COMPANY, KEY, populate
from airflow_provider_whop.emulator.server import LocalServer, is_loopback
from airflow_provider_whop.emulator.world import World


class WhopEmulator(Scene):
    """
    A local Whop. It starts with one company, two chat channels, three customers and one key that may do everything.

    It can be prepared before it is started, and read after it was stopped.

    :param host: address to listen on; anything but loopback only with ``allow_remote=True``.
    :param port: port to listen on; 0 takes a free one.
    :param key: the API key that may do everything.
    :param now: the clock that posts get their times from.
    :param seed: makes the same ids and the same luck again; without one, no two emulators share an id of what was made
        in them.
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
        seed: int | None = None,
        **options: Any,
    ) -> None:
        if not (allow_remote or is_loopback(host)):
            raise ValueError(f"The emulator keeps no secrets and listens on loopback only, not on {host!r}.")
        self.options = Options(**options)
        self._script = Script(seed)
        self._log: deque[Entry] = deque(maxlen=REMEMBERED)
        world = World(self.options, now=now, seed=seed)
        self._app = build(world, self.options, self._script, self._log, host)
        super().__init__(world, key, LocalServer(self._app, host, port))
        populate(self.world, key)

    # -- life

    def start(self) -> Self:
        """Listen; returns when requests are answered. Does nothing where that is so already."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop listening and end every connection. Does nothing where that is so already."""
        self._server.stop()

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    @where_requests_are_served
    def reset(self) -> None:
        """Forget everything that happened, and what is under way."""
        self.world.clear()
        populate(self.world, self.key)
        self._script.clear()
        self._app.state.rate_limit.clear()
        self._app.state.memory.forget()
        self._log.clear()

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

    # -- what comes and what goes wrong

    @property
    @where_requests_are_served
    def requests(self) -> list[Entry]:
        """The requests that came to the API and its storage so far, oldest first."""
        return list(self._log)

    @where_requests_are_served
    def forget_requests(self) -> None:
        """Start the list of requests afresh."""
        self._log.clear()

    def misbehave(self, operation: str | None = None, **fault: Any) -> None:
        """Let something go wrong with the next requests of an operation: see ``Fault`` for what."""
        coming = Fault(operation, **fault)
        self._server.do(lambda: self._script.add(coming))
