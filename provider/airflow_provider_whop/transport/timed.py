"""The standard library's answer, held to what it does not do: it has a last moment and a measure, and is aborted."""

from __future__ import annotations

import io
from http.client import HTTPResponse
from time import monotonic
from typing import Any

from airflow_provider_whop.transport.abort import given_up

BEFORE = range(102, 200)
"""What comes before an answer; after 101 there is none."""


class TimedAnswer(HTTPResponse):
    """An answer of which the socket's time-out bounds the whole, not each piece."""

    def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = _Measured(_Timed(self.fp.detach(), sock))

    def begin(self) -> None:
        """
        Read the head, behind all that come before the answer itself; the standard library knows 100 alone of those.

        A status that has no body has none in chunks either, for which there would be no end.
        """
        super().begin()
        while self.status in BEFORE:
            self.headers = None  # type: ignore[assignment]  # else begin() would take it for read
            super().begin()
        if self.length == 0:
            self.chunked = False


class _Measured(io.BufferedReader):
    """Reads no more than it is asked for: a chunk of the size -1 would be all that ever comes."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            raise ValueError("an answer is read in pieces")
        return super().read(size)


class _Timed(io.RawIOBase):
    """Reads from a socket until a moment that stands fast."""

    def __init__(self, raw: Any, sock: Any) -> None:
        self._raw, self._sock = raw, sock
        allowed = sock.gettimeout()
        self._end = None if allowed is None else monotonic() + allowed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        with given_up(lambda: self._sock):
            if self._end is not None:
                self._sock.settimeout(left(self._end))
            read: int | None = self._raw.readinto(buffer)
            return read

    def close(self) -> None:
        self._raw.close()
        super().close()


def left(end: float) -> float:
    """Give the seconds until a moment. Raises TimeoutError where it has passed."""
    seconds = end - monotonic()
    if seconds <= 0:
        raise TimeoutError("timed out")
    return seconds
