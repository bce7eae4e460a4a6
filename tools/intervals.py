"""``make intervals``: every kind of run x what becomes of a middle one x database x Airflow; who was given what.

``python tools/intervals.py [3.3/sqlite] …``; ends in 1 when a message was given twice or never, or a cleared run
was not given its own again. PostgreSQL is what tools/scratch_database.py finds.
"""

from __future__ import annotations

import json
import logging
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from airflow_processes import AirflowProcesses
from airflow_provider_whop.emulator import WhopEmulator
from interval_cells import FATES, HEAD, KINDS, MODES, Cell
from interval_lives import Lives
from old_airflow import OldAirflow
from real_airflow import RealAirflow

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_TRIGGERER = MODES[:2]
TIMEOUT = 300.0
ALL = [(kind, fate) for kind in KINDS for fate in FATES]
Start = Callable[..., AirflowProcesses]
AIRFLOWS: dict[str, tuple[Start, tuple[str, ...]]] = {
    "2.11/sqlite": (partial(OldAirflow, postgres=False), WITHOUT_TRIGGERER),
    "2.11/postgresql": (partial(OldAirflow, triggerer=True), MODES),
    "3.0/sqlite": (RealAirflow, MODES),
    "3.0/postgresql": (partial(RealAirflow, postgres=True), MODES),
    "3.3/sqlite": (RealAirflow, MODES),
    "3.3/postgresql": (partial(RealAirflow, postgres=True), MODES),
}
SETTINGS = {
    "AIRFLOW__CORE__PARALLELISM": "32",  # as Airflow has it by itself: a sensor that pokes holds a place
    "AIRFLOW__SCHEDULER__TRIGGER_TIMEOUT_CHECK_INTERVAL": "1",
}


def main() -> int:
    """Fill the parts of the table that were asked for, or all."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that Airflow's processes are ended too
    logging.disable(logging.CRITICAL)
    kept = True
    for name in sys.argv[1:] or AIRFLOWS:
        began = time.monotonic()
        cells = lived(name, ROOT / ".demo" / "intervals" / name)
        print(f"\nAirflow {name} ({time.monotonic() - began:.0f} s)\n{HEAD}")
        print("\n".join(map(str, cells)), flush=True)
        kept &= all(cell.kept for cell in cells)
    return 0 if kept else 1


def lived(name: str, home: Path, pairs: Sequence[tuple[str, str]] = ALL) -> list[Cell]:
    """Live through these cells on one Airflow, each a kind of run and a fate."""
    start, modes = AIRFLOWS[name]
    shutil.rmtree(home, ignore_errors=True)
    (home / "worked").mkdir(parents=True)
    (home / "dags").mkdir()
    shutil.copy(ROOT / "tests" / "e2e" / "dags" / "intervals.py", home / "dags")
    with WhopEmulator(rate_limit=0) as whop:
        cells = [_cell(whop, row, pair, modes) for row, pair in enumerate(pairs)]
        env = {**SETTINGS, **_connection(whop), **_described(cells, home / "worked")}
        venv = ROOT / ".venvs" / f"airflow-{name.split('/', maxsplit=1)[0]}"
        with start(venv, home / "home", home / "dags", env) as airflow:
            Lives(airflow, whop, cells).live(TIMEOUT)
    return cells


def _cell(whop: WhopEmulator, row: int, pair: tuple[str, str], modes: tuple[str, ...]) -> Cell:
    customers = [whop.add_customer(f"customer_{row}_{who}") for who in "ab"]
    return Cell(*pair, modes[row % len(modes)], customers)


def _connection(whop: WhopEmulator) -> dict[str, str]:
    """Give the connection, without the rate limit that so many impatient sensors would meet."""
    connection: dict[str, Any] = json.loads(whop.connection)
    connection["extra"]["rate_limit"] = 0
    return {"AIRFLOW_CONN_WHOP_DEFAULT": json.dumps(connection)}


def _described(cells: list[Cell], worked: Path) -> dict[str, str]:
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    told = {
        "cells": {cell.dag_id: cell.described() for cell in cells},
        "start": start.isoformat(),
        "worked": str(worked),
    }
    return {"WHOP_INTERVALS": json.dumps(told)}


if __name__ == "__main__":
    sys.exit(main())
