"""One face for all transports, so that every behaviour of the client is tested on each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Keeper, Parcel, R, Reply, Steps
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from airflow_provider_whop.transport.client import WhopClient, lightest
from airflow_provider_whop.transport.over_httpcore import HttpcoreExchange
from airflow_provider_whop.transport.over_requests import RequestsExchange

TRANSPORTS = ("requests", "httpcore", "http.client", "asyncio")
SYNCHRONOUS = {"requests": RequestsExchange, "httpcore": HttpcoreExchange, "http.client": lightest}


class Client(Protocol):
    """What tests do with a client."""

    settings: Settings

    def send(self, call: Call[R]) -> R: ...
    def ask(self, call: Call[R]) -> Steps[R]: ...
    def run(self, steps: Steps[R], keep: Keeper | None = None) -> R: ...
    def pages(self, call: Call[Any]) -> Iterator[Any]: ...


Connect = Callable[..., Client]


class AwaitedClient:
    """The asynchronous client, awaited on one event loop."""

    def __init__(self, runner: asyncio.Runner, settings: Settings, log: Any = None) -> None:
        self._runner = runner
        self._client = runner.run(_made(settings, log))
        self.settings = settings
        self.ask = self._client.ask

    def send(self, call: Call[R]) -> R:
        return self._runner.run(self._client.send(call))

    def run(self, steps: Steps[R], keep: Keeper | None = None) -> R:
        async def akeep(record: Mapping[str, Any]) -> None:
            if keep:
                keep(record)

        return self._runner.run(self._client.run(steps, akeep))

    def pages(self, call: Call[Any]) -> Iterator[Any]:
        items = self._client.pages(call)
        while True:
            try:
                yield self._runner.run(items.__anext__())  # type: ignore[arg-type]
            except StopAsyncIteration:
                return

    def close(self) -> None:
        self._runner.run(self._client.close())


async def _made(settings: Settings, log: Any) -> AsyncWhopClient:
    return AsyncWhopClient(settings, log)


def told(one: Parcel) -> Steps[Reply]:
    """Ask for one parcel to be sent, and no more."""
    reply: Any = yield one
    return reply


def sending() -> list[threading.Thread]:
    """Give the threads that still send a file's bytes after a while."""
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("whop-uploads")]
    for thread in threads:
        thread.join(5.0)
    return [thread for thread in threads if thread.is_alive()]


def _client(transport: str, runner: asyncio.Runner, settings: Settings, log: Any) -> Any:
    if transport == "asyncio":
        return AwaitedClient(runner, settings, log)
    return WhopClient(settings, log, over=SYNCHRONOUS[transport])


@contextmanager
def connected(transport: str) -> Iterator[Callable[..., Client]]:
    """Give a maker of clients; they are closed at the end."""
    made: list[Any] = []
    with asyncio.Runner() as runner:

        def make(log: Any = None, **settings: Any) -> Client:
            known = Settings(**{"key": "whop_emulator_key", "rate_limit": 0, **settings})
            made.append(_client(transport, runner, known, log))
            return made[-1]

        yield make
        for client in made:
            client.close()
