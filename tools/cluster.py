"""``make cluster``: the provider on a cluster (PostgreSQL, Celery, Redis, two of what Airflow lets be two), as a table.

``python tools/cluster.py [scenario…] [--seed N]``; ends in 1 when a promise is broken, and in 2 when a service is
missing. Without a name it plays all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import cluster_upgrade
from cluster_announcing import CHANNELS, announcing
from cluster_row import Row
from cluster_stage import OLD, cluster_stage
from cluster_support import support
from inbox_receipts import receipts
from played import played
from triggerers_promised import PROMISES, WATCHES
from triggerers_watched import SETTINGS, two_triggerers

INTERVAL = 5.0
"""Seconds between two looks of a trigger."""


def main() -> int:
    """Play the scenarios that were asked for, or all, and print what became of them."""
    return played(SCENARIOS, "scenario", lambda name, seed: SCENARIOS[name](seed), __doc__)


def _announcing(seed: int) -> list[Row]:
    with cluster_stage("announcing", INTERVAL, channels=CHANNELS, seed=seed) as there:
        return announcing(there)


def _support(seed: int) -> list[Row]:
    with cluster_stage("support", INTERVAL, seed=seed) as there:
        return support(there, seed)


def _upgrade(seed: int) -> list[Row]:
    with cluster_stage("upgrade", INTERVAL, venv=OLD, channels=cluster_upgrade.CHANNELS, seed=seed) as there:
        return cluster_upgrade.upgrade(there, seed)


def _triggerers(seed: int) -> list[Row]:
    with cluster_stage("triggerers", INTERVAL, env=SETTINGS, seed=seed) as there:
        *rows, last = two_triggerers(there, PROMISES["3.3"])
        handled = receipts(there.whop, there.control, WATCHES[0])
        broken = there.secrets_told(handled[-1].message)
        return [*rows, replace(last, meanwhile=replace(last.meanwhile, broken=broken))]


SCENARIOS: dict[str, Callable[[int], list[Row]]] = {
    "announcing": _announcing,
    "support": _support,
    "upgrade": _upgrade,
    "triggerers": _triggerers,
}

if __name__ == "__main__":
    sys.exit(main())
