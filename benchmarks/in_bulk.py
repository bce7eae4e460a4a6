"""Runs in a peer's environment: how long many messages take, and the CPU of this process alone.

``python in_bulk.py OPERATION CONNECTION COUNT``: a function of peers/bulk.py, and an Airflow connection as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from time import perf_counter, process_time

from peers import TEXT, bulk


def main(operation: str, connection: str, count: int) -> None:
    """Send them, and tell how they went."""
    texts = [f"{TEXT} ({number} of {count})" for number in range(1, count + 1)]
    send = getattr(bulk, operation)(json.loads(connection))
    cpu, wall = process_time(), perf_counter()
    sent = asyncio.run(send(texts))
    cpu, wall = process_time() - cpu, perf_counter() - wall
    figures = {"messages a minute": sent / wall * 60, "seconds": wall, "CPU ms a message": cpu / count * 1000}
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:3], int(sys.argv[3]))
