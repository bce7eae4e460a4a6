"""Bytes over httpcore, the engine below httpx: in tasks, and on an event loop. Knows no redirect and no cookie."""

from __future__ import annotations

from asyncio import timeout
from collections.abc import Iterable, Iterator, Mapping
from contextlib import aclosing, closing
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import httpcore

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Reply, Request
from airflow_provider_whop.transport.deadline import AsyncDeadlines, Deadlines, Leaving, Within, refuse_unasked
from airflow_provider_whop.transport.route import bundle, credentials, proxy_of, trusted
from airflow_provider_whop.transport.stream import Stream
from airflow_provider_whop.transport.terms import (
    CONNECTIONS,
    AsyncOutgoing,
    Headers,
    Outgoing,
    abounded,
    answered,
    bounded,
    sent_headers,
    standing_headers,
    target,
    unanswered,
)
from airflow_provider_whop.transport.tunnels import AsyncTunnels, Tunnels

FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    ValueError,
    OSError,
)


class HttpcoreExchange:
    """One connection's pool."""

    def __init__(self, settings: Settings) -> None:
        self._envelope = _Envelope(settings)
        self._pool = _pool_of(settings, httpcore.ConnectionPool, Tunnels, network_backend=Deadlines())

    def __call__(self, request: Request) -> Reply:
        """Send a request and wait for its answer."""
        started = monotonic()
        sent = Outgoing(request)
        try:
            answer = self._pool.handle_request(self._envelope.of(request, sent))
            with closing(answer):
                refuse_unasked(answer)
                body = bounded(answer.iter_stream())
        except FAILURES as failed:
            return unanswered(failed, monotonic() - started, written=sent.written, late=sent.late)
        return answered(answer.status, _told_headers(answer), body, monotonic() - started)

    def close(self) -> None:
        """Close the pooled connections."""
        _close_idle(self._pool)


class AsyncHttpcoreExchange:
    """The same on one event loop."""

    def __init__(self, settings: Settings) -> None:
        self._envelope = _Envelope(settings)
        self._longest = settings.connect_timeout + settings.timeout
        pools = httpcore.AsyncConnectionPool, AsyncTunnels
        self._pool = _pool_of(settings, *pools, network_backend=AsyncDeadlines())

    async def __call__(self, request: Request) -> Reply:
        """Send a request and await its answer."""
        started = monotonic()
        sent = AsyncOutgoing(request)
        try:
            async with timeout(self._longest):
                answer = await self._pool.handle_async_request(self._envelope.of(request, sent))
                async with aclosing(answer):
                    refuse_unasked(answer)
                    body = await abounded(answer.aiter_stream())
        except FAILURES as failed:
            return unanswered(failed, monotonic() - started, written=sent.written, late=sent.late)
        return answered(answer.status, _told_headers(answer), body, monotonic() - started)

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._pool.aclose()


class HttpcoreStorage:
    """The way to one storage."""

    failures = FAILURES

    def __init__(self, settings: Settings) -> None:
        self._origin = _origin_of(settings.base_url)
        self._settings = settings
        self._pool = _pool_of(settings, httpcore.ConnectionPool, Tunnels, network_backend=Deadlines())

    def __call__(self, target: str, headers: Mapping[str, str], body: Stream) -> tuple[int, Headers]:
        """Put the bytes there and wait for the answer."""
        url, longest = httpcore.URL(**self._origin, target=target), self._settings.timeout
        read, write = Within(longest), Leaving(longest)
        write.by = body.leaves_by
        waits = {"connect": self._settings.connect_timeout, "write": write, "read": read, "pool": longest}
        content = _patient(body, read)
        sent = {"headers": _in_bytes(headers), "content": content, "extensions": {"timeout": waits}}
        with body.over(None), self._pool.stream("PUT", url, **sent) as answer:
            refuse_unasked(answer)
            bounded(answer.iter_stream())
            body.leaves_by(None)  # behind this block it may be another's
        return answer.status, _told_headers(answer)

    def close(self) -> None:
        """Close the pooled connections."""
        _close_idle(self._pool)


def _close_idle(pool: httpcore.ConnectionPool) -> None:
    """Leave those in use to their threads: one that speaks TLS would go on with whatever has its descriptor then."""
    for connection in pool.connections:
        if connection.is_idle():
            connection.close()


def _patient(body: Iterable[bytes], answer: Within) -> Iterator[bytes]:
    """Let the answer's time begin behind the body: httpcore takes the same for the proxy's, which comes before."""
    for piece in body:
        answer.anew()
        yield piece
    answer.anew()


class _Envelope:
    """What every request of a connection goes out in: the address, the headers, the time-outs."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.base_url)
        self._origin = _origin_of(settings.base_url)
        self._path = url.path
        self._headers = _in_bytes({"Host": url.netloc, **standing_headers(settings)})
        self._waits = dict.fromkeys(("write", "pool"), settings.timeout) | {"connect": settings.connect_timeout}
        self._timeout = settings.timeout

    def of(self, request: Request, body: Outgoing) -> httpcore.Request:
        read = Within(self._timeout)
        body.leaves = read.anew  # a proxy's answer, which comes before, has had the same time
        return httpcore.Request(
            request.method,
            httpcore.URL(**self._origin, target=target(self._path, request)),
            headers=[*self._headers, *_in_bytes(sent_headers(request))],
            content=body,
            extensions={"timeout": {**self._waits, "read": read}},
        )


def _in_bytes(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def _origin_of(address: str) -> dict[str, Any]:
    """Give the place that an address is at, as httpcore takes it."""
    url = urlsplit(address)
    host = url.hostname or ""
    host = f"[{host}]" if ":" in host else host  # as a proxy has to be told; our connections take the brackets off
    return {"scheme": url.scheme, "host": host, "port": url.port}


def _pool_of(settings: Settings, direct: Any, through: Any, **how: Any) -> Any:
    """Make the pool."""
    place = bundle()
    how |= {"max_connections": CONNECTIONS}
    if settings.base_url.startswith("https:"):
        how["ssl_context"] = trusted(place)
    proxy = proxy_of(settings)
    if proxy is None:
        return direct(**how)
    if proxy.startswith("https:"):
        how["proxy_ssl_context"] = trusted(place)
    return through(proxy_url=proxy, proxy_headers=credentials(proxy), **how)


def _told_headers(answer: httpcore.Response) -> list[tuple[str, str]]:
    """Read an answer's headers."""
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers]
