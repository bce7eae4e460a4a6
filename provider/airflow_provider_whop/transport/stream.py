"""A file's bytes on their way out, a few at a time. They must be as many as were said; of a long way the log tells."""

from __future__ import annotations

import logging
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator
from time import monotonic

from airflow_provider_whop.api.errors import WhopUnreadableFile
from airflow_provider_whop.api.uploading.sentences import so_far
from airflow_provider_whop.api.wire import Parcel
from airflow_provider_whop.transport.terms import Log

SILENCE = 10.0
"""Seconds after which the log tells how far the bytes have come."""


class Stream:
    """One parcel's bytes for a synchronous connection; ``begun`` when the first of them are asked for."""

    def __init__(self, parcel: Parcel, log: Log) -> None:
        self._parcel, self._log = parcel, log
        self._sent, self._told = 0, monotonic()
        self.begun = False

    def __iter__(self) -> Iterator[bytes]:
        """Read and hand out."""
        for piece in self._pieces():
            yield self._counted(piece)
        self._all_there()

    def _pieces(self) -> Iterator[bytes]:
        self.begun = True
        return self._parcel.source.pieces(self._parcel.start, self._parcel.length)

    def _counted(self, piece: bytes) -> bytes:
        self._sent += len(piece)
        if monotonic() - self._told > SILENCE:
            self._told = monotonic()
            self._log.log(logging.INFO, "%s", so_far(self._parcel.source.label, self._sent, self._parcel.length))
        return piece

    def _all_there(self) -> None:
        if self._sent != self._parcel.length:
            raise WhopUnreadableFile(
                f"{self._parcel.source.label}: its bytes became fewer while it was uploaded; have it written to its "
                "end before this task runs."
            )


class AsyncStream(Stream):
    """The same for a connection that awaits; the file is read in a thread."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Read and hand out."""
        pieces = self._pieces()
        while piece := await to_thread(next, pieces, b""):
            yield self._counted(piece)
        self._all_there()
