"""Bytes of files to the storage that Whop names for them: over httpcore, a few at a time. Sends no credential there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpcore

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Parcel, Reply, Response, Unreachable
from airflow_provider_whop.transport.deadline import AsyncDeadlines, Deadlines, Within, refuse_unasked
from airflow_provider_whop.transport.over_httpcore import FAILURES, origin_of, pool_of, told_headers
from airflow_provider_whop.transport.present import now
from airflow_provider_whop.transport.stream import AsyncStream, Stream
from airflow_provider_whop.transport.terms import Log, abounded, as_one, bounded, unanswered

OURS = ("host", "content-length", "transfer-encoding", "connection")


class Storage:
    """The storages of one connection's files, each with its pool."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self._settings, self._log = settings, log
        self._pools = _Pools(settings, httpcore.ConnectionPool, httpcore.HTTPProxy, Deadlines)

    def __call__(self, parcel: Parcel) -> Reply:
        """Send the bytes and wait for the answer. Raises what the source raises."""
        started, body_sent = monotonic(), Stream(parcel, self._log)
        pool = self._pools.of(parcel)
        try:
            with pool.stream(**_envelope(parcel, self._settings), content=body_sent) as answer:
                refuse_unasked(answer)
                bounded(answer.iter_stream())
        except FAILURES as failed:
            return unanswered(failed, monotonic() - started, written=True)
        return _told(answer, body_sent, monotonic() - started)

    def close(self) -> None:
        """Close the pooled connections."""
        for made in self._pools:
            made.close()


class AsyncStorage:
    """The same on one event loop, which does not wait for the disk."""

    def __init__(self, settings: Settings, log: Log) -> None:
        self._settings, self._log = settings, log
        self._pools = _Pools(settings, httpcore.AsyncConnectionPool, httpcore.AsyncHTTPProxy, AsyncDeadlines)

    async def __call__(self, parcel: Parcel) -> Reply:
        """Send the bytes and await the answer. Raises what the source raises."""
        started, body_sent = monotonic(), AsyncStream(parcel, self._log)
        pool = self._pools.of(parcel)
        try:
            async with pool.stream(**_envelope(parcel, self._settings), content=body_sent) as answer:
                refuse_unasked(answer)
                await abounded(answer.aiter_stream())
        except FAILURES as failed:
            return unanswered(failed, monotonic() - started, written=True)
        return _told(answer, body_sent, monotonic() - started)

    async def close(self) -> None:
        """Close the pooled connections."""
        for made in self._pools:
            await made.aclose()


class _Pools:
    """A pool for each storage, with the proxy and the certificates that its address asks for."""

    def __init__(self, settings: Settings, direct: Any, through: Any, backend: Any) -> None:
        self._settings = settings
        self._kinds = direct, through, backend
        self._made: dict[str, Any] = {}

    def of(self, parcel: Parcel) -> Any:
        place = urlsplit(parcel.url)
        origin = f"{place.scheme}://{place.netloc}"
        if origin not in self._made:
            direct, through, backend = self._kinds
            settings = replace(self._settings, base_url=origin)
            self._made[origin] = pool_of(settings, direct, through, network_backend=backend())
        return self._made[origin]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made.values())


def _told(answer: httpcore.Response, body_sent: Stream, seconds: float) -> Reply:
    """Believe a storage that it took the bytes only where it was given all of them; its words do not count."""
    if 200 <= answer.status < 300 and not body_sent.whole:
        return Unreachable("it answered before it had all bytes", True, seconds)
    return Response(answer.status, as_one(told_headers(answer)), b"", now(), seconds)


def _envelope(parcel: Parcel, settings: Settings) -> dict[str, Any]:
    """What goes along with the bytes: the headers that Whop gave, and of ours only what HTTP cannot do without."""
    given = [
        (name.encode(), value.strip().encode()) for name, value in parcel.headers.items() if name.lower() not in OURS
    ]
    waits = {"connect": settings.connect_timeout, "write": settings.timeout, "read": Within(settings.timeout)}
    return {
        "method": "PUT",
        "url": httpcore.URL(**origin_of(parcel.url), target=_target(parcel.url)),
        "headers": [
            (b"Host", urlsplit(parcel.url).netloc.encode()),
            *given,
            (b"Content-Length", str(parcel.length).encode()),
        ],
        "extensions": {"timeout": waits},
    }


def _target(url: str) -> str:
    """Give what stands behind the host, sign by sign as it was given: a signature may cover it."""
    behind = url.split("://", 1)[1].partition("#")[0]
    place = min((at for at in (behind.find("/"), behind.find("?")) if at >= 0), default=len(behind))
    return behind[place:] if behind[place:].startswith("/") else f"/{behind[place:]}"
