"""What the sends of one event loop have to say at the same time, in one write: a task has one way to write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from airflow_provider_whop.hooks.leaves import Kept


class _Batch:
    def __init__(self) -> None:
        self.records: dict[str, Kept] = {}
        self.ended = False
        self.failed: Exception | None = None

    def forget(self, name: str, record: Kept) -> None:
        """Leave out what somebody had to say who was cancelled: written later, it would hide what came after it."""
        if self.records.get(name) is record:
            del self.records[name]


class GroupCommit:
    """
    Writes down what the sends of one event loop have to say; what comes while a write is under way goes with the next.

    :param write: writes several records, and is awaited.
    """

    def __init__(self, write: Callable[[Mapping[str, Kept]], Awaitable[None]]) -> None:
        self._write = write
        self._turn = asyncio.Lock()
        self._next = _Batch()

    async def keep(self, name: str, record: Kept) -> None:
        """Come back when it is written; raises what the write raised, which then holds for all that went with it."""
        batch = self._next
        batch.records[name] = record
        try:
            async with self._turn:
                if not batch.ended:  # else another has written for all; or has been cancelled amid it
                    self._next = _Batch() if batch is self._next else self._next
                    await self._end(batch)
        except asyncio.CancelledError:
            batch.forget(name, record)
            raise
        if batch.failed:
            raise batch.failed.with_traceback(None)

    async def _end(self, batch: _Batch) -> None:
        try:
            await self._write(dict(batch.records))  # a thread reads them while somebody may be cancelled
        except Exception as failed:  # noqa: BLE001  # each of them raises it
            batch.failed = failed
        batch.ended = True
