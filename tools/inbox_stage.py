"""What every scenario needs: a Whop, a real Airflow on PostgreSQL, the measuring DAGs, a place for receipts."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from airflow_processes import AirflowProcesses
from airflow_provider_whop.emulator import WhopEmulator
from inbox_plan import PRIVATE
from inbox_receipts import Count, receipts
from inbox_search import keep_rows
from members import OldMembers, RealMembers, app_of
from old_airflow import OldAirflow
from real_airflow import PROCESSES, RealAirflow

DAGS = Path(__file__).resolve().parent / "inbox_dags"
QUICK = {
    # a dead triggerer's triggers are taken over after 6 seconds, not 30: ten kills have to fit into five minutes
    "AIRFLOW__TRIGGERER__JOB_HEARTBEAT_SEC": "1",
    "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "6",
    # and a dead scheduler's tasks after 10 seconds, not five minutes
    "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "10",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "10",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
}
QUICK_2 = {
    # what Airflow 2 calls some of them
    "AIRFLOW__SCHEDULER__LOCAL_TASK_JOB_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__SCHEDULER_ZOMBIE_TASK_THRESHOLD": "10",
    "AIRFLOW__SCHEDULER__ZOMBIE_DETECTION_INTERVAL": "2",
}
TIMEOUT = 5
"""Seconds that a task waits for Whop's answer; so long a retry leaves a killed try's request alone, before it looks."""
PATIENCE = 180.0
"""Seconds after the last message within which all have to be handled; what comes later counts as lost."""


@dataclass(frozen=True)
class Stage:
    """
    Where a scenario plays.

    :param airflow: an Airflow 2 for the run of runs alone.
    :param control: the channel that receipts are posted to.
    :param interval: seconds between two looks of a trigger.
    :param triggerers: the names of their processes.
    :param greetings: ids of messages that belong to no measure.
    """

    airflow: RealAirflow | OldAirflow
    whop: WhopEmulator
    control: str
    interval: float
    triggerers: tuple[str, ...]
    greetings: set[str] = field(default_factory=set)

    def written(self, customer: str) -> dict[str, datetime]:
        """Let a customer write; gives the message's id, with its time by Whop's clock."""
        message = self.whop.customer_writes(customer, f"{PRIVATE}, by {customer}")
        return {message["id"]: datetime.fromisoformat(message["created_at"])}

    def begin(self, *dag_ids: str) -> None:
        """Switch DAGs on, and let somebody write until each of them has handled something: then all are listening."""
        self.airflow.unpause(*dag_ids)
        self.airflow.wait_until(lambda: self._greeted(dag_ids), PATIENCE, "not all handle messages", 2 * self.interval)

    def _greeted(self, dag_ids: Iterable[str]) -> bool:
        if all(receipts(self.whop, self.control, dag_id) for dag_id in dag_ids):
            return True
        self.greetings.update(self.written("cleo"))
        return False

    def workers_may_die(self) -> Path:
        """From now on; gives the folder in which they leave notes, as tools/inbox_dags/receipts.py says."""
        deaths = self.airflow.home / "deaths"
        deaths.mkdir()
        return deaths

    def count(self, written: Mapping[str, datetime], dag_id: str) -> Count:
        """Count what has become of the messages so far."""
        told = receipts(self.whop, self.control, dag_id)
        return Count(written, [receipt for receipt in told if receipt.message not in self.greetings])

    def settled(self, written: Mapping[str, datetime], dag_ids: Iterable[str]) -> dict[str, Count]:
        """Wait until all are handled, or too late; then as long as one more run takes, which might repeat some."""
        deadline = time.monotonic() + PATIENCE
        while any(self.count(written, dag_id).lost for dag_id in dag_ids) and time.monotonic() < deadline:
            time.sleep(0.5)
        time.sleep(2 * self.interval + 5)
        return {dag_id: self.count(written, dag_id) for dag_id in dag_ids}

    def looks(self) -> int:
        """Count the looks into the inbox that Whop has answered."""
        return len(self._looks())

    def looks_of(self, name: str) -> int:
        """Count those of one process, where there is more than one triggerer."""
        return self._looks().count(app_of(name))

    def _looks(self) -> list[str]:
        """Give the app that each look was made by."""
        looks = [entry for entry in self.whop.requests if entry.operation == "listSupportChannels"]
        return [entry.headers.get("x-whop-app-id", "") for entry in looks if entry.status == 200]


@contextmanager
def stage(
    home: Path, interval: float, *, venv: Path, triggerers: int = 1, env: Mapping[str, str] | None = None, **whop: Any
) -> Iterator[Stage]:
    """Set one; all processes have ended afterwards, and the logs are below ``home``."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(DAGS, home / "dags", ignore=shutil.ignore_patterns("__pycache__"))
    with WhopEmulator(**whop) as emulator:
        control = emulator.add_channel("Receipts")
        named = {"WHOP_INBOX_RECEIPTS": control, "WHOP_INBOX_INTERVAL": str(interval)}
        settings = {**QUICK, **connection(emulator), **named, **(env or {})}
        with _airflow(venv, home, settings, triggerers) as airflow:
            keep_rows(airflow)
            yield Stage(airflow, emulator, control, interval, _triggerers(airflow, triggerers))


def _airflow(venv: Path, home: Path, env: Mapping[str, str], triggerers: int) -> RealAirflow | OldAirflow:
    """Make one; where two of a kind are at work, they are told apart."""
    old, real = (OldMembers, RealMembers) if triggerers > 1 else (OldAirflow, RealAirflow)
    if "airflow-2" in venv.name:
        return old(venv, home / "home", home / "dags", {**env, **QUICK_2}, triggerer=True)
    return real(venv, home / "home", home / "dags", env, postgres=True)


def _triggerers(airflow: AirflowProcesses, number: int) -> tuple[str, ...]:
    """Start as many as are missing."""
    more = tuple(f"triggerer-{count}" for count in range(2, number + 1))
    for name in more:
        airflow.launch("triggerer", *PROCESSES["triggerer"], name=name)
    return ("triggerer", *more)


def connection(whop: WhopEmulator) -> dict[str, str]:
    """Give the way to it as an environment variable."""
    told = json.loads(whop.connection)
    told["extra"]["timeout"] = TIMEOUT
    return {"AIRFLOW_CONN_WHOP_DEFAULT": json.dumps(told)}
