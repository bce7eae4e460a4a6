"""Customers write to a cluster of which one process after another is killed: no message lost, none handled twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from random import Random

from cluster_row import Meanwhile, Row, of_receipts
from cluster_stage import ClusterStage
from inbox_plan import plan, write

BOTH = ("by_sensor", "by_watcher")
MESSAGES, CUSTOMERS, SECONDS = 300, 40, 300.0
VICTIMS = ("worker-1", "triggerer-1", "scheduler-1", "api-server", "dag-processor")
"""One of everything, in the order in which they are killed."""
PAUSE = 40.0
"""Seconds in which all is well, before the next is killed."""


def support(stage: ClusterStage, seed: int) -> list[Row]:
    """Let customers write to both DAGs while one of everything is killed, with all that it has started."""
    stage.begin(*BOTH)
    written = _through_kills(stage, seed)
    counts = stage.settled(written, BOTH)
    told = [f"killed, and started again at once: {', '.join(VICTIMS)}"]
    meanwhile = Meanwhile(len(VICTIMS), told, stage.secrets_told(next(iter(written))))
    return [of_receipts(dag_id, counts[dag_id], meanwhile) for dag_id in BOTH]


def _through_kills(stage: ClusterStage, seed: int) -> dict[str, datetime]:
    """Kill while they write; the last ones write when all are back."""
    written_when = plan(MESSAGES, CUSTOMERS, SECONDS, 3 * stage.interval, Random(seed))  # noqa: S311
    with ThreadPoolExecutor(1) as writing:
        written = writing.submit(write, stage.whop, written_when)
        for victim in VICTIMS:
            time.sleep(PAUSE)
            stage.airflow.restart(victim)
        return written.result()
