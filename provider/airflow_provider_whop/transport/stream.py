"""A file's bytes on their way out, a few at a time. They must be as many as were said; of a long way the log tells."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from threading import Lock
from time import monotonic
from typing import Any, Never, TypeVar

from airflow_provider_whop.api.errors import WhopError, WhopUnreadableFile
from airflow_provider_whop.api.uploading.sentences import so_far
from airflow_provider_whop.api.wire import Parcel
from airflow_provider_whop.transport.abort import aborted
from airflow_provider_whop.transport.terms import CONNECTIONS, Log

T = TypeVar("T")

AT_ONCE = 128 * 1024
"""Bytes that have to leave within the time-out, and are lost when nobody waits for them any more."""
SILENCE = 10.0
"""Seconds after which the log tells how far the bytes have come."""


class GivenUp(OSError):
    """Nobody waits for the answer any more."""


class Stream:
    """One parcel's bytes; ``whole`` when all of them were taken."""

    def __init__(self, parcel: Parcel, log: Log) -> None:
        self.parcel, self._log = parcel, log
        self._sent, self._told = 0, monotonic()
        self.whole = False
        self._given_up = False
        self._sock: Any = None
        self._changing = Lock()

    def give_up(self) -> None:
        """Let nothing more leave, and nobody wait for an answer; may be told from another thread."""
        with self._changing:
            self._given_up = True
            if self._sock is not None:
                aborted(self._sock)

    def leaves_by(self, sock: Any) -> None:
        """
        Tell which connection is its own from now on; None, where it has none any more.

        :raises GivenUp: nobody wants it to have one.
        """
        with self._changing:
            self._sock = sock
            if sock is not None:
                self.heed()

    @contextmanager
    def over(self, sock: Any) -> Iterator[None]:
        """Have this connection, or one that is told meanwhile."""
        try:
            self.leaves_by(sock)
            yield
        finally:
            self.leaves_by(None)

    def heed(self) -> None:
        """Raise ``GivenUp`` where nobody waits any more."""
        if self._given_up:
            raise GivenUp

    def __iter__(self) -> Iterator[bytes]:
        """Read and hand out."""
        for piece in self._pieces():
            for start in range(0, len(piece), AT_ONCE):
                yield self._counted(piece[start : start + AT_ONCE])
        self._all_there()

    def _pieces(self) -> Iterator[bytes]:
        """Read; whatever fails here is the file's fault, not the network's."""
        try:
            yield from self.parcel.source.pieces(self.parcel.start, self.parcel.length)
        except (WhopError, GeneratorExit):
            raise
        except Exception as failed:  # noqa: BLE001  # a source may be anybody's
            raise WhopUnreadableFile(f"{self.parcel.source.label} cannot be read ({type(failed).__name__}).") from None

    def _counted(self, piece: bytes) -> bytes:
        self.heed()
        self._sent += len(piece)
        if self._sent > self.parcel.length:
            self._refuse_another_length()
        if monotonic() - self._told > SILENCE:
            self._told = monotonic()
            self._log.log(logging.INFO, "%s", so_far(self.parcel.source.label, self._sent, self.parcel.length))
        return piece

    def _all_there(self) -> None:
        if self._sent != self.parcel.length:
            self._refuse_another_length()
        self.whole = True

    def _refuse_another_length(self) -> Never:
        became = "fewer" if self._sent < self.parcel.length else "more"
        raise WhopUnreadableFile(
            f"{self.parcel.source.label}: its bytes became {became} while it was uploaded; have it written to its end "
            "before this task runs."
        )


async def aside(work: Callable[[], T]) -> T:
    """Wait for the disk in threads of our own: a slow one would leave none for what else the event loop has to do."""
    return await asyncio.get_running_loop().run_in_executor(_readers(), work)


@cache
def _readers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=CONNECTIONS, thread_name_prefix="whop-files")
