"""An announcement mapped over many channels, on a cluster: one message in each, and how long it takes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from cluster_row import Meanwhile, Row, of_places
from cluster_stage import ClusterStage

CHANNELS = 200
EMPTY_MAY = 1800.0
"""Seconds that the DAG with an empty body may take: a task every nine, where two cores are shared with others."""
TIMES = 1.5
"""So many times as long as with an empty body may the announcement take."""


def announcing(stage: ClusterStage) -> list[Row]:
    """Run the mapped task with an empty body, then with the announcement; none is killed."""
    empty = ended(stage, "announce_nothing", begun(stage, "announce_nothing"))
    run = begun(stage, "announce")
    took = ended(stage, "announce", run)
    late = took > TIMES * empty
    broken = [f"{took:.0f} s are more than {TIMES} x {empty:.0f} s"] if late else []
    told = [
        f"{took:.0f} s; with an empty body {empty:.0f} s, of which {TIMES} times as much are allowed",
        f"tasks by host: {hosts(stage, run)}",
    ]
    meanwhile = Meanwhile(0, told, broken + stage.secrets_told(run))
    return [announced(stage, f"announced to {CHANNELS} channels", run, meanwhile)]


def begun(stage: ClusterStage, dag_id: str) -> str:
    """Start a run; gives its id."""
    stage.airflow.unpause(dag_id)
    return stage.airflow.trigger(dag_id)


def ended(stage: ClusterStage, dag_id: str, run: str) -> float:
    """Wait for the end of a run; gives the seconds from its first task's start to its last one's end."""
    state = stage.airflow.finished(dag_id, run, EMPTY_MAY, every=2.0)  # to ask more often would be a load itself
    if state != "success":
        raise RuntimeError(f"{dag_id} failed; see {stage.airflow.home}")
    return float(stage.airflow.api("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run}")["duration"])


def announced(stage: ClusterStage, name: str, run: str, meanwhile: Meanwhile) -> Row:
    """Count what the channels hold of a run; a delay is from the run's start to the message."""
    start = datetime.fromisoformat(stage.airflow.api("GET", f"/api/v2/dags/announce/dagRuns/{run}")["start_date"])
    messages = {channel: stage.posted(channel, run) for channel in stage.channels}
    times = [datetime.fromisoformat(one["created_at"]) for found in messages.values() for one in found]
    delays = [(at - start).total_seconds() for at in times]
    return of_places(name, messages, delays, meanwhile)


def hosts(stage: ClusterStage, run: str) -> dict[str, int]:
    """Count the tasks of a run by the worker that ran them last."""
    return dict(Counter(task["hostname"] for task in stage.airflow.tasks("announce", run)))
