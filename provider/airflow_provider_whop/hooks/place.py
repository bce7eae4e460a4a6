"""Where a message is sent from: the running task, its tries, and which of its sends this is."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import uuid4

Identity = tuple[str, str, str, int]


class Place(NamedTuple):
    """
    One send of one task of one run.

    :param name: of the send within the task: its ordinal, or the key that the DAG author gave.
    :param generation: Airflow raises ``max_tries`` when a person clears a task, and leaves it alone over retries.
    :param retry: an earlier try of the same generation was made.
    :param began: when the run began, in Unix seconds.
    :param cleared: a person has cleared the task, so ``began`` may be older than this generation: Airflow lets a run
        begin anew only where it had ended, and no version tells whether it had.
    """

    task: Identity
    name: str
    generation: int
    retry: bool
    began: float
    cleared: bool = False

    @property
    def key(self) -> str:
        """Name the send to Whop: the same on every try; another in every Airflow, though dags be called the same."""
        return (
            "airflow-" + sha256(json.dumps([*self.task, self.generation, self.began, self.name]).encode()).hexdigest()
        )


def identity(context: Any) -> Identity:
    """Name the running task."""
    ti = context["ti"]
    return ti.dag_id, ti.run_id, ti.task_id, ti.map_index


def generation_of(context: Any) -> int:
    """Count how often a person had the running task run anew, in Airflow's own numbers; a retry is no other one."""
    retries = getattr(context.get("task"), "retries", 0) or 0
    return int(getattr(context["ti"], "max_tries", retries))


def place_of(context: Any, name: str) -> Place:
    """Tell the place of a send of the running task."""
    ti = context["ti"]
    retries = getattr(context.get("task"), "retries", 0) or 0
    generation = generation_of(context)
    start = getattr(context.get("dag_run"), "start_date", None)
    return Place(
        identity(context),
        name,
        generation,
        retry=ti.try_number > generation - retries + 1,
        began=start.timestamp() if start else 0.0,
        cleared=generation > retries,
    )


def nowhere() -> str:
    """Give a key to a send outside any task."""
    return f"airflow-{uuid4().hex}"
