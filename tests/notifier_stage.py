"""A real Airflow whose DAGs are told of over one good connection and three bad ones; and all that its notifiers did."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from airflow_processes import AirflowProcesses
from airflow_provider_whop.api.delivery.marker import unmarked
from airflow_provider_whop.emulator import WhopEmulator
from contract import hold_to_contract
from old_airflow import OldAirflow
from places import DAGS, ROOT, venv
from real_airflow import RealAirflow

QUICK = {
    "AIRFLOW__CORE__PARALLELISM": "5",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "12",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
    "AIRFLOW__SCHEDULER__LOCAL_TASK_JOB_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__SCHEDULER_ZOMBIE_TASK_THRESHOLD": "12",
    "AIRFLOW__SCHEDULER__ZOMBIE_DETECTION_INTERVAL": "2",
    "AIRFLOW__TRIGGERER__JOB_HEARTBEAT_SEC": "1",
    "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "8",
}


class Stage(NamedTuple):
    """One Airflow with the DAGs, the Whop that it tells, and the file in which its notifiers write."""

    airflow: Any
    whop: WhopEmulator
    file: Path

    def calls(self, **told: Any) -> list[dict[str, Any]]:
        """Give what notifiers have written down, as far as it is told so."""
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        every = [json.loads(line) for line in lines]
        return [call for call in every if told.items() <= call.items()]

    def await_calls(self, number: int, **told: Any) -> list[dict[str, Any]]:
        """Wait until there are so many."""
        self.airflow.wait_until(lambda: len(self.calls(**told)) >= number, 90, f"not called {number} times: {told}")
        return self.calls(**told)

    def texts(self, run: str, channel_id: str = "exp_lounge") -> list[str]:
        """Give the first lines of the messages that name a run."""
        texts = (unmarked(message["content"]) for message in self.whop.messages(channel_id))
        return sorted(text.splitlines()[0] for text in texts if run in text)


@contextmanager
def staged(version: str, place: Path) -> Iterator[Stage]:
    """Start an Airflow that has the DAGs beside this file, and one good and three bad connections."""
    dags, file = place / "dags", place / "notified"
    shutil.copytree(ROOT / "tests" / "e2e" / "notifying", dags)
    if version == "2.11":
        (dags / "late.py").unlink()
    else:
        shutil.copy(DAGS / "example_deadline.py", dags)
    with WhopEmulator() as whop, socket.create_server(("127.0.0.1", 0)) as silent:
        env = {**QUICK, **connections(whop, silent.getsockname()[1]), "NOTIFIED": str(file), "PYTHONPATH": str(dags)}
        with started(version, place / "home", dags, env) as airflow:
            yield Stage(airflow, whop, file)
        hold_to_contract(whop.requests)


def started(version: str, home: Path, dags: Path, env: dict[str, str]) -> AirflowProcesses:
    kind: Any = OldAirflow if version == "2.11" else RealAirflow
    airflow: AirflowProcesses = kind(venv(f"airflow-{version}"), home, dags, env, postgres=True)
    return airflow


def connections(whop: WhopEmulator, silent: int) -> dict[str, str]:
    """Lead one connection to the good Whop, one nowhere, one to a server that never answers; one has a wrong key."""
    good = json.loads(whop.connection)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]
    told = {
        "default": good,
        "slow": good,
        "dead_port": {**good, "host": f"http://127.0.0.1:{dead}"},
        "hanging": {**good, "host": f"http://127.0.0.1:{silent}"},
        "refused": {**good, "password": "stale"},
    }
    return {f"AIRFLOW_CONN_WHOP_{name.upper()}": json.dumps(value) for name, value in told.items()}
