"""Processes of one Airflow that are told apart, as on a machine each: by their host names, and by Whop."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from airflow_processes import AirflowProcesses
from cluster_host import MEMBER
from old_airflow import OldAirflow
from real_airflow import RealAirflow

CONNECTION = "AIRFLOW_CONN_WHOP_DEFAULT"
HOST = Path(__file__).resolve().parent / "cluster_host.py"


class Members(AirflowProcesses):
    """Gives each process a host name of its own, and has it name itself in its requests to Whop."""

    def surroundings(self, name: str) -> tuple[Path, dict[str, str]]:
        """Add both names to what a process is started with."""
        programs, env = super().surroundings(name)
        (self.home / "host").mkdir(exist_ok=True)
        host = {"AIRFLOW__CORE__HOSTNAME_CALLABLE": "cluster_host.name", MEMBER: name}
        path = Path(shutil.copy(HOST, self.home / "host")).parent  # no other file of this folder is to be found there
        return programs, {**env, **host, "PYTHONPATH": str(path), CONNECTION: _naming(name, env[CONNECTION])}


class RealMembers(Members, RealAirflow):
    """An Airflow 3 of such processes."""


class OldMembers(Members, OldAirflow):
    """An Airflow 2 of such processes."""


def app_of(name: str) -> str:
    """Give the app that a process says it is, as Whop's log of requests has it."""
    return f"app_{name}"


def _naming(name: str, connection: str) -> str:
    told = json.loads(connection)
    return json.dumps({**told, "extra": {**told["extra"], "app_id": app_of(name)}})
