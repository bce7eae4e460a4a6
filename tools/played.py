"""Plays what was asked for on the command line, one after the other, and prints a table of what became of each."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Collection

from cluster_row import HEAD, Meanwhile, Row

Play = Callable[[str, int], list[Row]]
"""Plays one by its name, with a seed."""


def played(there_are: Collection[str], kind: str, play: Play, description: str | None) -> int:
    """
    Play those that were asked for, or all; gives the exit status: 1 when a promise is broken, 2 without a service.

    :param kind: what they are called, as ``scenario``.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that Airflow's processes are ended too
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("names", nargs="*", metavar=kind, help=", ".join(there_are))
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(there_are):
        parser.error(f"There is no {kind} {', '.join(sorted(unknown))}; there are {', '.join(there_are)}.")
    try:
        rows = [row for name in asked.names or there_are for row in _one(f"{kind} {name}", play, name, asked.seed)]
    except ConnectionError as missing:
        print(missing, file=sys.stderr)
        return 2
    print("", HEAD, *rows, sep="\n", flush=True)
    return 0 if all(row.kept for row in rows) else 1


def _one(title: str, play: Play, name: str, seed: int) -> list[Row]:
    begun = time.monotonic()
    print(f"{title}, seed {seed}", flush=True)
    try:
        rows = play(name, seed)
    except (RuntimeError, TimeoutError, AssertionError) as problem:  # the others are played all the same
        rows = [Row(name, 0, 0, 0, [], Meanwhile(broken=[str(problem)]))]
    print(*rows, f"{time.monotonic() - begun:.0f} s in all", sep="\n", flush=True)
    return rows
