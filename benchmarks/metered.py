"""Runs in a peer's environment: the CPU that an operation takes, of this process alone, once it is warm.

``python metered.py MODULE OPERATION URL COUNT``: a function of peers/ that gets ready to talk to a server, and gives
what is to be done again and again.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from time import perf_counter, process_time


def main(module: str, operation: str, url: str, count: int) -> None:
    """Do it for a tenth of the times to warm up, then measure."""
    do = getattr(import_module(f"peers.{module}"), operation)(url)
    for _ in range(count // 10):
        do()
    cpu, wall = process_time(), perf_counter()
    for _ in range(count):
        do()
    cpu, wall = process_time() - cpu, perf_counter() - wall
    print(json.dumps({"CPU µs": cpu / count * 1e6, "time µs": wall / count * 1e6}))


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
