"""Bytes of files to the storage that Whop names for them, a few at a time. Sends no credential there."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from threading import Lock
from time import monotonic
from typing import Protocol
from urllib.parse import urlsplit

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Parcel, Reply, Response, Unreachable
from airflow_provider_whop.transport.present import now
from airflow_provider_whop.transport.route import proxy_of
from airflow_provider_whop.transport.stream import Stream
from airflow_provider_whop.transport.terms import CONNECTIONS, INTERIM, Headers, Log, as_one, unanswered

OURS = ("host", "content-length", "transfer-encoding", "connection")


class Way(Protocol):
    """The way to one storage, over one HTTP library, with pooled connections."""

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What it raises where no answer came."""
        ...

    def __call__(self, target: str, headers: Mapping[str, str], body: Stream) -> tuple[int, Headers]:
        """Put the bytes there; gives the answer's status and headers. Raises what the bytes' source raises, too."""
        ...

    def close(self) -> None:
        """Close the pooled connections."""
        ...


class Storage:
    """The storages of one connection's files, each with the proxy and the certificates that its address asks for."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self._settings, self._log = settings, log
        self._ways: dict[str, Way] = {}
        self._finding = Lock()

    def __call__(self, parcel: Parcel) -> Reply:
        """Send the bytes and wait for the answer. Raises what the source raises."""
        return self.send(self.stream(parcel))

    def stream(self, parcel: Parcel) -> Stream:
        """Give the bytes as they are sent."""
        return Stream(parcel, self._log)

    def send(self, body: Stream) -> Reply:
        """Do the same with a stream at hand."""
        started, parcel = monotonic(), body.parcel
        way = self._way(parcel.url)
        try:
            body.heed()
            status, headers = way(_target(parcel.url), _headers(parcel), body)
        except way.failures as failed:
            return unanswered(failed, monotonic() - started, written=True)
        return _told(status, headers, body, monotonic() - started)

    def close(self) -> None:
        """Close the pooled connections."""
        with self._finding:
            ways, self._ways = self._ways, {}
        for way in ways.values():
            way.close()

    def _way(self, url: str) -> Way:
        place = urlsplit(url)
        origin = f"{place.scheme}://{place.netloc}"
        with self._finding:
            if origin not in self._ways:
                self._ways[origin] = _lightest(replace(self._settings, base_url=origin))
            return self._ways[origin]


class AsyncStorage:
    """
    The same for an event loop, which waits for neither disk nor network: each parcel has a thread.

    An event loop that passes the bytes on itself waits for a thread to read each piece all the same, and encrypts them
    instead of serving others.
    """

    def __init__(self, settings: Settings, log: Log) -> None:
        self._storage = Storage(settings, log)
        self._threads = _threads()
        self._under_way = set[Stream]()

    async def __call__(self, parcel: Parcel) -> Reply:
        """Send the bytes and await the answer. Raises what the source raises."""
        body, sent = self._storage.stream(parcel), copy_context().run
        self._under_way.add(body)
        try:
            return await get_running_loop().run_in_executor(self._threads, sent, self._storage.send, body)
        finally:
            self._under_way.discard(body)
            body.give_up()  # who does not wait any more, as after a cancellation, wants no more of it sent

    async def close(self) -> None:
        """Close the pooled connections, and break off those in use: bytes that somebody waits for are sent anew."""
        for body in self._under_way:
            body.give_up()
        ended, self._threads = self._threads, _threads()  # none of them runs before there is work
        ended.shutdown(wait=False)
        self._storage.close()


def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="whop-uploads")


def _lightest(settings: Settings) -> Way:
    if proxy_of(settings):
        from airflow_provider_whop.transport.over_httpcore import HttpcoreStorage

        return HttpcoreStorage(settings)
    from airflow_provider_whop.transport.over_http_client import HttpClientStorage

    return HttpClientStorage(settings)


def _told(status: int, headers: Headers, body: Stream, seconds: float) -> Reply:
    """Believe a storage that it took the bytes only where it was given all of them; its words do not count."""
    if status < 200:
        return Unreachable(INTERIM, True, seconds)
    if status < 300 and not body.whole:
        return Unreachable("it answered before it had all bytes", True, seconds)
    return Response(status, as_one(headers), b"", now(), seconds)


def _headers(parcel: Parcel) -> dict[str, str]:
    """What goes along with the bytes: the headers that Whop gave, and of ours only what HTTP cannot do without."""
    given = {name: value.strip() for name, value in parcel.headers.items() if name.lower() not in OURS}
    return {"Host": urlsplit(parcel.url).netloc, **given, "Content-Length": str(parcel.length)}


def _target(url: str) -> str:
    """Give what stands behind the host, sign by sign as it was given: a signature may cover it."""
    behind = url.split("://", 1)[1].partition("#")[0]
    place = min((at for at in (behind.find("/"), behind.find("?")) if at >= 0), default=len(behind))
    return behind[place:] if behind[place:].startswith("/") else f"/{behind[place:]}"
