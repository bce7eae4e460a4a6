"""Runs in a peer's environment: what deferred sensors cost the triggerer that they wait in, once all of them wait.

``python deferred.py MODULE OPERATION URL COUNT``: a function of peers/ that names the connection of a server to
Airflow, and gives what makes the trigger of a number. They run as in the triggerer: begun at once, in one event loop.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from time import monotonic, process_time
from typing import Any

from lag import Lag, percentile
from peers import EVERY

SETTLED, WINDOW = 2.0, 4.0
uncounted_sleep = asyncio.sleep


class Polls:
    """Counts the sleeps as long as the poll interval: one is behind each poll of a trigger, or of all that share it."""

    def __init__(self) -> None:
        self.seen = 0
        asyncio.sleep = self._counted  # type: ignore[assignment]

    async def _counted(self, delay: float, *result: Any) -> Any:
        self.seen += delay > EVERY / 2
        return await uncounted_sleep(delay, *result)


async def main(make: Callable[[int], Any], url: str, count: int) -> dict[str, float]:
    """Let them wait, and measure for some seconds once they do."""
    polls = Polls()
    await _warm(make)
    before = memory()
    waiting = [asyncio.ensure_future(anext(make(number).run())) for number in range(count)]
    await uncounted_sleep(SETTLED)
    figures = await _measured(polls, url)
    figures["KiB per sensor"] = (memory() - before) / count / 1024
    ended = [task.exception() or task.result() for task in waiting if task.done()]
    await _ended(waiting)
    if ended:
        raise RuntimeError(f"{len(ended)} of {count} did not wait: {ended[0]}")
    return figures


async def _measured(polls: Polls, url: str) -> dict[str, float]:
    """Measure what they take, and then how late the loop is: the naps that tell would be counted as theirs."""
    before, seen, cpu, began = await counted(url), polls.seen, process_time(), monotonic()
    await uncounted_sleep(WINDOW)
    cpu, seen, took = process_time() - cpu, polls.seen - seen, monotonic() - began
    if not seen:
        raise RuntimeError(f"no trigger came to the end of a poll in {took:.1f} s")
    after = await counted(url)
    async with Lag() as lag:
        await uncounted_sleep(WINDOW)
    return {
        "CPU µs per poll": cpu / seen * 1e6,
        "polls a second": seen / took,
        "requests a second": (after["requests"] - before["requests"]) / took,
        "connections per poll": (after["connections"] - before["connections"]) / seen,
        "lag p99 ms": percentile(lag.seen, 99) * 1000,
    }


async def _warm(make: Callable[[int], Any]) -> None:
    """Load what a first trigger loads, which all others share."""
    first = asyncio.ensure_future(anext(make(0).run()))
    await uncounted_sleep(2 * EVERY)
    await _ended([first])


async def _ended(waiting: list[Any]) -> None:
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def counted(url: str) -> dict[str, int]:
    """Ask the server without a library of HTTP, which would be measured along."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    writer.write(b"GET /counted HTTP/1.1\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    counts: dict[str, int] = json.loads(await reader.readuntil(b"}"))
    writer.close()
    return counts


def memory() -> int:
    """Give the bytes that this process has in memory, once it has let go of what nobody needs."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    module, operation, url, count = sys.argv[1:]
    made = getattr(import_module(f"peers.{module}"), operation)(url)
    print(json.dumps(asyncio.run(main(made, url, int(count)))))
