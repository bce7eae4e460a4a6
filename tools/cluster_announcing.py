"""An announcement mapped over many channels, on a cluster: one message in each, and how long it takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

from cluster_row import Meanwhile, Row, of_places
from cluster_stage import ClusterStage

CHANNELS = 200
EMPTY_MAY = 1800.0
"""Seconds that the DAG with an empty body may take: a task every nine, where two cores are shared with others."""
TIMES = 1.5
"""So many times as long as with an empty body may the announcement take."""


@dataclass(frozen=True)
class Announcement:
    """A run of the mapped task, and when it was asked for."""

    dag_id: str
    run: str
    at: datetime


def announcing(stage: ClusterStage) -> list[Row]:
    """Run the mapped task with an empty body, then with the announcement; none is killed."""
    empty = ended(stage, begun(stage, "announce_nothing"))
    it = begun(stage)
    took = ended(stage, it)
    late = took > TIMES * empty
    broken = [f"{took:.0f} s are more than {TIMES} x {empty:.0f} s"] if late else []
    told = [
        f"{took:.0f} s; with an empty body {empty:.0f} s, of which {TIMES} times as much are allowed",
        f"tasks by host: {hosts(stage, it)}",
    ]
    meanwhile = Meanwhile(0, told, broken + stage.secrets_told(it.run))
    return [announced(stage, f"announced to {CHANNELS} channels", it, meanwhile)]


def begun(stage: ClusterStage, dag_id: str = "announce") -> Announcement:
    """Start a run."""
    stage.airflow.unpause(dag_id)
    at = datetime.now(UTC)
    return Announcement(dag_id, stage.airflow.trigger(dag_id), at)


def ended(stage: ClusterStage, it: Announcement) -> float:
    """Wait for the end of a run; gives the seconds from its first task's start to its last one's end."""
    state = stage.airflow.finished(it.dag_id, it.run, EMPTY_MAY, every=2.0)  # to ask more often would be a load itself
    if state != "success":
        raise RuntimeError(f"{it.dag_id} failed; see {stage.airflow.home}")
    return float(stage.airflow.api("GET", f"/api/v2/dags/{it.dag_id}/dagRuns/{it.run}")["duration"])


def announced(stage: ClusterStage, name: str, it: Announcement, meanwhile: Meanwhile) -> Row:
    """Count what the channels hold of a run; a delay is from the moment at which it was asked for."""
    found = {channel: stage.posted(channel, it.at) for channel in stage.channels}
    delays = [(at - it.at).total_seconds() for times in found.values() for at in times]
    return of_places(name, found, delays, meanwhile)


def hosts(stage: ClusterStage, it: Announcement) -> dict[str, int]:
    """Count the tasks of a run by the worker that ran them last."""
    return dict(Counter(task["hostname"] for task in stage.airflow.tasks(it.dag_id, it.run)))
