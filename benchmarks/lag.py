"""How late an event loop is: a task that sleeps ten milliseconds, again and again, and is woken when it is its turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import monotonic
from typing import Self

NAP = 0.01
_sleep = asyncio.sleep


class Lag:
    """Measures for as long as its block lasts; ``seen`` are the seconds that each nap was over its time."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    async def __aenter__(self) -> Self:
        """Begin."""
        self._napping = asyncio.ensure_future(self._naps())
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""
        self._napping.cancel()
        await asyncio.gather(self._napping, return_exceptions=True)

    async def _naps(self) -> None:
        while True:
            due = monotonic() + NAP
            await _sleep(NAP)
            self.seen.append(monotonic() - due)


def percentile(seen: Sequence[float], share: int) -> float:
    """Give the value that this share of all, in percent, does not exceed."""
    if not seen:
        raise ValueError("nothing was measured")
    ordered = sorted(seen)
    return ordered[-(-len(ordered) * share // 100) - 1]
