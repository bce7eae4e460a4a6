"""Bytes of files to the storage that Whop names for them: over httpcore, a few at a time. Sends no credential there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpcore

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Parcel, Reply
from airflow_provider_whop.transport.deadline import AsyncDeadlines, Deadlines, Within
from airflow_provider_whop.transport.over_httpcore import FAILURES, pool_of, told_headers
from airflow_provider_whop.transport.stream import AsyncStream, Stream
from airflow_provider_whop.transport.terms import Log, abounded, answered, bounded, unanswered

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
                body = bounded(answer.iter_stream())
        except FAILURES as failed:
            return unanswered(None, failed, monotonic() - started, begun=body_sent.begun)
        return answered(answer.status, told_headers(answer), body, monotonic() - started)

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
                body = await abounded(answer.aiter_stream())
        except FAILURES as failed:
            return unanswered(None, failed, monotonic() - started, begun=body_sent.begun)
        return answered(answer.status, told_headers(answer), body, monotonic() - started)

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


def _envelope(parcel: Parcel, settings: Settings) -> dict[str, Any]:
    """What goes along with the bytes: the headers that Whop gave, and of ours only what HTTP cannot do without."""
    given = [(name, value) for name, value in parcel.headers.items() if name.lower() not in OURS]
    waits = {"connect": settings.connect_timeout, "write": settings.timeout, "read": Within(settings.timeout)}
    return {
        "method": "PUT",
        "url": parcel.url,
        "headers": [("Host", urlsplit(parcel.url).netloc), *given, ("Content-Length", str(parcel.length))],
        "extensions": {"timeout": waits},
    }
