"""httpcore, held to two things that it does not do: an answer has a last moment, and an attempt given up is aborted."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import httpcore

from airflow_provider_whop.transport.abort import given_up
from airflow_provider_whop.transport.head import Head


class Within(float):
    """Seconds in which an answer must have come whole; they begin when it is first waited for."""

    _end: float | None = None

    def anew(self) -> None:
        """Let them begin when it is waited for again."""
        self._end = None

    def left(self) -> float:
        """Give the seconds that are left."""
        if self._end is None:
            self._end = monotonic() + self
        return self._end - monotonic()


class Leaving(float):
    """Seconds in which bytes must leave; before they do, ``by`` is told the socket."""

    by: Callable[[Any], None]


class Unasked(OSError):
    """The answer was there before its request: it is what the server had said too much the last time."""


def refuse_unasked(answer: httpcore.Response) -> None:
    """
    Let no answer count that was read along with the one before it; httpcore looks for such on the network only.

    :raises Unasked: it is one. What was asked may have been taken all the same.
    """
    stream = answer.extensions["network_stream"]
    if stream.unread:
        with given_up(lambda: stream.get_extra_info("socket")):
            raise Unasked


class Deadlines(httpcore.SyncBackend):
    """Makes connections that heed ``Within``."""

    def connect_tcp(self, host: str, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Connect."""
        return _Stream(super().connect_tcp(_bare(host), *args, **kwargs))


class AsyncDeadlines(httpcore.AnyIOBackend):
    """The same on an event loop."""

    async def connect_tcp(self, host: str, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        """Connect."""
        return _AsyncStream(await super().connect_tcp(_bare(host), *args, **kwargs))


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self._head = Head()
        self.close = inner.close  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._head.over()
        with given_up(self._socket):
            return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if isinstance(timeout, Leaving):
            timeout.by(self._socket())
        if ready := self._head.before(buffer):
            with given_up(self._socket):
                self._inner.write(ready, timeout)

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, *rest: Any, **how: Any) -> Any:
        return _Stream(self._inner.start_tls(ssl_context, _bare(server_hostname), *rest, **how))

    @property
    def unread(self) -> bool:
        return self._head.unread

    def _socket(self) -> Any:
        return self.get_extra_info("socket")


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner
        self._head = Head()
        self.aclose = inner.aclose  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        self._head.over()
        with given_up(self._socket):
            return await self._inner.read(max_bytes, _left(timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if ready := self._head.before(buffer):
            with given_up(self._socket):
                await self._inner.write(ready, timeout)

    async def start_tls(self, ssl_context: Any, server_hostname: str | None = None, *rest: Any, **how: Any) -> Any:
        return _AsyncStream(await self._inner.start_tls(ssl_context, _bare(server_hostname), *rest, **how))

    @property
    def unread(self) -> bool:
        return self._head.unread

    def _socket(self) -> Any:
        return self.get_extra_info("socket")


def _bare(host: Any) -> Any:
    """Take the brackets off an IPv6 address: a URL needs them, a connection does not know them."""
    return host.strip("[]") if host else host


def _left(timeout: float | None) -> float | None:
    left = timeout.left() if isinstance(timeout, Within) else timeout
    if left is not None and left <= 0:
        raise httpcore.ReadTimeout("timed out")
    return left
