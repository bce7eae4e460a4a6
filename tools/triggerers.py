"""``make triggerers``: one inbox looked into from two triggerers at once, on every Airflow, as a table.

``python tools/triggerers.py [version…] [--seed N]``; ends in 1 when a promise is broken, and in 2 when PostgreSQL is
missing. Without a version it plays all, in a quarter of an hour.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from cluster_row import Row
from inbox_stage import stage
from played import played
from triggerers_promised import PROMISES, TRIGGERERS, WATCHERS
from triggerers_watched import SETTINGS, two_triggerers

ROOT = Path(__file__).resolve().parent.parent
INTERVAL = 5.0
"""Seconds between two looks of a trigger."""
ENV = {**SETTINGS, "WHOP_INBOX_WATCHERS": str(WATCHERS)}


def main() -> int:
    """Play the versions that were asked for, or all, and print what became of them."""
    return played(PROMISES, "Airflow", _rows, __doc__)


def _rows(version: str, seed: int) -> list[Row]:
    home, venv = ROOT / ".demo" / f"triggerers-{version}", ROOT / ".venvs" / f"airflow-{version}"
    with stage(home, INTERVAL, venv=venv, triggerers=TRIGGERERS, env=ENV, seed=seed) as there:
        return [replace(row, name=f"{version}, {row.name}") for row in two_triggerers(there, PROMISES[version])]


if __name__ == "__main__":
    sys.exit(main())
