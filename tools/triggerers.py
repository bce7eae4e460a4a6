"""``make triggerers``: one inbox looked into from two triggerers at once, on every Airflow, as a table.

``python tools/triggerers.py [version…] [--seed N]``; ends in 1 when a promise is broken, and in 2 when PostgreSQL is
missing. Without a version it plays all, in a quarter of an hour.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from cluster_row import HEAD, Meanwhile, Row
from inbox_stage import stage
from triggerers_promised import PROMISES, TRIGGERERS, WATCHERS
from triggerers_watched import SETTINGS, two_triggerers

ROOT = Path(__file__).resolve().parent.parent
INTERVAL = 5.0
"""Seconds between two looks of a trigger."""
ENV = {**SETTINGS, "WHOP_INBOX_WATCHERS": str(WATCHERS)}


def main() -> int:
    """Play the versions that were asked for, or all, and print what became of them."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that Airflow's processes are ended too
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("versions", nargs="*", metavar="version", help=", ".join(PROMISES))
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    if unknown := set(asked.versions) - PROMISES.keys():
        parser.error(f"There is no Airflow {', '.join(sorted(unknown))} here; there are {', '.join(PROMISES)}.")
    try:
        rows = [row for version in asked.versions or PROMISES for row in _played(version, asked.seed)]
    except ConnectionError as missing:
        print(missing, file=sys.stderr)
        return 2
    print("", HEAD, *rows, sep="\n", flush=True)
    return 0 if all(row.kept for row in rows) else 1


def _played(version: str, seed: int) -> list[Row]:
    begun = time.monotonic()
    print(f"Airflow {version}, seed {seed}", flush=True)
    try:
        rows = _rows(version, seed)
    except (RuntimeError, TimeoutError, AssertionError) as problem:  # the others are played all the same
        rows = [Row(version, 0, 0, 0, [], Meanwhile(broken=[str(problem)]))]
    print(*rows, f"{time.monotonic() - begun:.0f} s in all", sep="\n", flush=True)
    return rows


def _rows(version: str, seed: int) -> list[Row]:
    home, venv = ROOT / ".demo" / f"triggerers-{version}", ROOT / ".venvs" / f"airflow-{version}"
    with stage(home, INTERVAL, venv=venv, triggerers=TRIGGERERS, env=ENV, seed=seed) as there:
        return [replace(row, name=f"{version}, {row.name}") for row in two_triggerers(there, PROMISES[version])]


if __name__ == "__main__":
    sys.exit(main())
