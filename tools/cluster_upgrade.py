"""A rolling upgrade of the provider: one process of a cluster after another goes from an old wheel to the new one.

Customers write meanwhile, sensors stay deferred, and sends are pending: Whop has accepted them, and has not said so
yet, when their worker is killed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from random import Random
from typing import Any

from cluster_airflow import WORKERS
from cluster_announcing import Announcement, announced, begun, ended
from cluster_row import Meanwhile, Row, of_places, of_receipts
from cluster_stage import NEW, ClusterStage
from inbox_plan import PRIVATE, plan, write

BOTH = ("by_sensor", "by_watcher")
ORDER = ("dag-processor", "scheduler-1", "scheduler-2", "triggerer-1", "triggerer-2", *WORKERS, "api-server")
"""Who is upgraded when: what reads the database before what runs tasks, so that old tasks meet new triggerers."""
SENDS = dict(zip(WORKERS, ("announce", "announce_more"), strict=True))
"""The DAG that a worker is at when it is upgraded."""
CHANNELS = 12
MESSAGES, CUSTOMERS, SECONDS = 100, 20, 240.0
HELD = 4.0
"""Seconds for which Whop holds back its answer to a send that it has accepted: less than the task waits for it."""
PATIENCE = 120.0
PRODUCT = "airflow-provider-whop/"


def upgrade(stage: ClusterStage, seed: int) -> list[Row]:
    """Upgrade all while customers write, and then write in the channel that the deferred sensors wait for."""
    stage.begin(*BOTH)
    waiting = _deferred(stage)
    before = versions(stage.whop.requests)
    written, sends = _through(stage, seed)
    waits = _waited(stage, waiting)
    counts = stage.settled(written, BOTH)
    stage.whop.forget_requests()
    time.sleep(3 * stage.interval)
    after = versions(stage.whop.requests)
    told = [f"requests by version, before {before}, after {after}"]
    broken = [*mixed(before, after), *stage.secrets_told(next(iter(written)))]
    meanwhile = Meanwhile(len(ORDER), told, broken)
    inbox = [of_receipts(f"{dag_id}, upgraded", counts[dag_id], meanwhile) for dag_id in BOTH]
    return [*inbox, waits, *sends]


def _through(stage: ClusterStage, seed: int) -> tuple[dict[str, datetime], list[Row]]:
    """Upgrade one after the other; gives what was written meanwhile, and what became of the sends."""
    written_when = plan(MESSAGES, CUSTOMERS, SECONDS, 3 * stage.interval, Random(seed))  # noqa: S311
    with ThreadPoolExecutor(1) as writing:
        written = writing.submit(write, stage.whop, written_when)
        sends = [row for name in ORDER for row in _upgraded(stage, name)]
        return written.result(), sends


def _upgraded(stage: ClusterStage, name: str) -> list[Row]:
    """Upgrade one; a worker amid its sends, of which the line tells."""
    if name not in SENDS:
        stage.airflow.restart(name, NEW)
        return []
    stage.whop.misbehave("createMessage", accepted=True, wait_after=HELD, times=2 * CHANNELS)
    it = begun(stage, SENDS[name])
    stage.airflow.wait_until(lambda: bool(_pending(stage, it, name)), PATIENCE, f"{name} sends nothing", every=0.1)
    pending = _pending(stage, it, name)
    stage.airflow.restart(name, NEW)
    ended(stage, it)
    found = [number for number in pending if _delivery(stage, it, number) == "adopted"]
    told = [f"pending as {name} was killed: {len(pending)}; of these, found by the next try: {len(found)}"]
    broken = [] if found else [f"no send was pending as {name} was killed, so nothing was shown"]
    return [announced(stage, f"pending in {name}", it, Meanwhile(1, told, broken))]


def _pending(stage: ClusterStage, it: Announcement, worker: str) -> set[int]:
    """Give the sends of a worker that Whop has accepted, and that are not at their end."""
    tasks = stage.airflow.tasks(it.dag_id, it.run)
    running = {task["map_index"] for task in tasks if task["hostname"] == worker and task["state"] == "running"}
    return {number for number in running if stage.posted(stage.channels[number], it.at)}


def _delivery(stage: ClusterStage, it: Announcement, number: int) -> str:
    return str(stage.airflow.xcom(it.dag_id, it.run, "send", number)["delivery"])


def _deferred(stage: ClusterStage) -> str:
    """Have sensors wait in a triggerer; gives their run."""
    run = begun(stage, "waiting").run
    stage.airflow.wait_until(
        lambda: states(stage, run) == {"deferred"}, PATIENCE, "the sensors did not defer", every=1.0
    )
    return run


def states(stage: ClusterStage, run: str) -> set[str]:
    """Give the states in which the sensors are."""
    return {task["state"] for task in stage.airflow.tasks("waiting", run)}


def _waited(stage: ClusterStage, run: str) -> Row:
    """Write what they wait for; each is to be given it, and nothing else."""
    held = states(stage, run)
    message = stage.whop.member_writes(stage.quiet, "ada", PRIVATE)
    state = stage.airflow.finished("waiting", run, PATIENCE, every=1.0)
    tasks = stage.airflow.tasks("waiting", run)
    given = {task["task_id"]: _given(stage, run, task) for task in tasks}
    strangers = [name for name, ids in given.items() if ids not in ([], [message["id"]])]
    broken = [f"{name} was given another message" for name in strangers]
    broken += [] if held == {"deferred"} and state == "success" else [f"they were {sorted(held)}, then {state}"]
    at = datetime.fromisoformat(message["created_at"])
    delays = [(datetime.fromisoformat(task["end_date"]) - at).total_seconds() for task in tasks]
    return of_places("deferred across it", given, delays, Meanwhile(len(ORDER), (), broken))


def _given(stage: ClusterStage, run: str, task: Mapping[str, Any]) -> list[str]:
    """Give the ids of the messages that a sensor has returned."""
    if task["state"] != "success":
        return []
    return [found["id"] for found in stage.airflow.xcom("waiting", run, task["task_id"])["messages"]]


def versions(requests: Iterable[Any]) -> dict[str, int]:
    """Count the requests of each version of the provider."""
    agents = (entry.headers.get("user-agent", "") for entry in requests)
    return dict(Counter(agent.partition(PRODUCT)[2] for agent in agents if PRODUCT in agent))


def mixed(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Complain where one version was not followed by one other."""
    if len(before) == len(after) == 1 and before.keys() != after.keys():
        return []
    return [f"the requests were by {sorted(before)} before and by {sorted(after)} after"]
