"""How much leaves an event loop at once: little on a way that is slow or not known, more on one that is quick."""

from __future__ import annotations

import asyncio
from typing import Any

from airflow_provider_whop.transport.deadline import AT_FIRST, AT_MOST, QUICK, _AsyncStream


class _Way:
    """Takes bytes, each write of them in so many seconds; stands in for httpcore's stream."""

    aclose = get_extra_info = staticmethod(lambda *_: None)

    def __init__(self, *seconds: float) -> None:
        self._seconds = list(seconds)
        self.written: list[int] = []

    async def write(self, data: memoryview, timeout: float) -> None:  # noqa: ASYNC109  as httpcore calls it
        assert 30.0 == timeout
        self.written.append(len(data))
        await asyncio.sleep(self._seconds.pop(0) if self._seconds else 0.0)


def left(way: Any, length: int) -> list[int]:
    asyncio.run(_AsyncStream(way)._leave(memoryview(bytes(length)), 30.0))
    return list(way.written)


def test_a_quick_way_is_given_more_at_once_up_to_a_limit() -> None:
    assert [AT_FIRST, 2 * AT_FIRST, 4 * AT_FIRST, AT_MOST, AT_MOST, 1] == left(_Way(), 7 * AT_FIRST + 2 * AT_MOST + 1)


def test_a_way_that_becomes_slow_is_given_little_again() -> None:
    assert [AT_FIRST, 2 * AT_FIRST, AT_FIRST, 2 * AT_FIRST, 4 * AT_FIRST] == left(_Way(0.0, 2 * QUICK), 10 * AT_FIRST)
