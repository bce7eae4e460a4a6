"""httpcore, held to a last moment for the whole of an answer: its own read time-out is of each piece."""

from __future__ import annotations

from time import monotonic
from typing import Any

import httpcore


class Within(float):
    """Seconds in which an answer must have come whole; they begin when it is first waited for."""

    _end: float | None = None

    def left(self) -> float:
        """Give the seconds that are left."""
        if self._end is None:
            self._end = monotonic() + self
        return self._end - monotonic()


class Deadlines(httpcore.SyncBackend):
    """Makes connections that heed ``Within``."""

    def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        """Connect."""
        return _Stream(super().connect_tcp(*args, **kwargs))


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner
        self.write = inner.write  # type: ignore[method-assign]
        self.close = inner.close  # type: ignore[method-assign]
        self.get_extra_info = inner.get_extra_info  # type: ignore[method-assign]

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = timeout.left() if isinstance(timeout, Within) else timeout
        if left is not None and left <= 0:
            raise httpcore.ReadTimeout("timed out")
        return self._inner.read(max_bytes, left)

    def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(*args, **kwargs))
