"""Runs in a peer's environment: what a watched inbox costs the triggerer, in each interval between two looks at it.

``python watched.py URL COUNT``: so many DAGs, each with an asset of its own, in Airflow's shared streams.
"""

from __future__ import annotations

import asyncio
import json
import sys
from time import process_time
from typing import Any

from airflow.triggers.shared_stream import SharedStreamManager

from deferred import Polls, counted, uncounted_sleep
from peers.watches import MEMORY, trigger_of, watching

SETTLED, WINDOW = 2.5, 12.0


async def main(url: str, count: int) -> dict[str, float]:
    """Let all of them watch, and measure for some seconds once they do."""
    manager, looks = SharedStreamManager(), Polls()
    watches = [asyncio.ensure_future(_watched(manager, number)) for number in range(count)]
    await uncounted_sleep(SETTLED)
    if len(MEMORY) != count:
        raise RuntimeError(f"{len(MEMORY)} of {count} watch")
    figures = await _measured(url, looks)
    ended = [task.exception() for task in watches if task.done()]
    for task in watches:
        task.cancel()
    await asyncio.gather(*watches, return_exceptions=True)
    await manager.stop_all()
    if ended:
        raise RuntimeError(f"{len(ended)} of {count} do not watch any more: {ended[0]}")
    return figures


async def _measured(url: str, looks: Polls) -> dict[str, float]:
    before, seen, cpu = await counted(url), looks.seen, process_time()
    await uncounted_sleep(WINDOW)
    cpu, seen, after = process_time() - cpu, looks.seen - seen, await counted(url)
    made, asked = (after[kind] - before[kind] for kind in ("connections", "requests"))
    return {"CPU µs an interval": cpu / seen * 1e6, "requests an interval": asked / seen, "connections": made}


async def _watched(manager: Any, number: int) -> None:
    trigger = trigger_of(number)
    key = trigger.shared_stream_key()
    stream = manager.subscribe(trigger_id=number, trigger=trigger, key=key)
    try:
        async for event in trigger.filter_shared_stream(stream):
            raise RuntimeError(f"{event} where nothing is new")
    finally:
        await manager.unsubscribe(number, key)


if __name__ == "__main__":
    watching(sys.argv[1])
    print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2])))))
