"""An Airflow as a cluster of local processes: two schedulers, triggerers and Celery workers, on PostgreSQL and Redis.

Each process has a host name of its own, as on a machine of its own; which environment it runs in can be changed, one
process at a time. Logs are shared, as on a network drive.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from airflow_api import AirflowApi
from airflow_processes import NO_LOG_SERVER
from members import RealMembers
from scratch_database import OwnedDatabase
from scratch_redis import ScratchRedis

CONCURRENCY = "4"
"""Tasks that one worker runs at a time."""
MEMBERS: dict[str, tuple[str, ...]] = {
    "api-server": ("api-server", "--host", "127.0.0.1"),
    "scheduler-1": ("scheduler", *NO_LOG_SERVER),
    "scheduler-2": ("scheduler", *NO_LOG_SERVER),
    "dag-processor": ("dag-processor",),
    "triggerer-1": ("triggerer", *NO_LOG_SERVER),
    "triggerer-2": ("triggerer", *NO_LOG_SERVER),
    "worker-1": ("celery", "worker", *NO_LOG_SERVER, "--concurrency", CONCURRENCY, "--celery-hostname", "worker-1"),
    "worker-2": ("celery", "worker", *NO_LOG_SERVER, "--concurrency", CONCURRENCY, "--celery-hostname", "worker-2"),
}
TRIGGERERS = ("triggerer-1", "triggerer-2")
WORKERS = ("worker-1", "worker-2")
START = 300.0
"""Seconds within which a process is well; two cores start eight at once."""
READY = b" ready."
"""What a Celery worker says when it takes tasks."""


class Cluster(RealMembers):
    """
    The cluster.

    :param venv: the virtual environment that its processes run in at first.
    :param home: where its logs and configuration go.
    :param dags: the folder of its DAGs.
    :param env: environment variables of its processes, connections for instance.
    """

    kind_of_database = OwnedDatabase

    def __init__(self, venv: Path, home: Path, dags: Path, env: Mapping[str, str]) -> None:
        super().__init__(venv, home, dags, env, postgres=True)
        self.redis = ScratchRedis(self.python)
        self.env |= _celery(self.env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"], self.redis)
        self._programs = dict.fromkeys(MEMBERS, venv / "bin")
        self._said: dict[str, int] = {}

    def start(self, timeout: float = START) -> Self:
        """Make the database and start all members; returns when all are well."""
        self.redis.check()
        return super().start(timeout)

    def launch_all(self) -> None:
        """Start every member."""
        for name, command in MEMBERS.items():
            self.launch(*command, *(self.port if name == "api-server" else ()), name=name)

    def surroundings(self, name: str) -> tuple[Path, dict[str, str]]:
        """Give each member the environment that it is to run in."""
        programs, env = self._programs[name], super().surroundings(name)[1]
        return programs, {**env, "PATH": f"{programs}:{env['PATH'].partition(':')[2]}"}

    def restart(self, name: str, venv: Path | None = None) -> None:
        """Kill a member with all that it has started, and start it again, in another environment if one is given."""
        self.kill(name, whole=True)
        if venv:
            self._programs[name] = venv / "bin"
        before = self._alive(name)
        self._said[name] = self._ready(name)
        self.launch_again(name)
        self.wait_until(lambda: bool(self._alive(name) - before), START, f"{name} did not come back", every=1.0)

    def healthy(self) -> bool:
        """Tell whether all members are well."""
        return super().healthy() and all(self._alive(name) for name in MEMBERS)

    def stop(self) -> None:
        """End all processes, drop the database with its role, and clear Redis."""
        try:
            super().stop()
        finally:
            self.redis.clear()

    def _alive(self, name: str) -> set[Any]:
        """Give what a member that is at work is known by: another after each start."""
        if name in WORKERS:
            return {count for count in [self._ready(name)] if count > self._said.get(name, 0)}
        if name == "api-server":
            return {self.process(name)} if AirflowApi.healthy(self) else set()
        return {job["id"] for job in self.jobs() if job["hostname"] == name}

    def _ready(self, name: str) -> int:
        return (self.home / f"{name}.out").read_bytes().count(READY)

    def jobs(self) -> list[dict[str, Any]]:
        """Give the schedulers, triggerers and DAG processors that Airflow holds alive."""
        try:
            jobs: list[dict[str, Any]] = self.api("GET", "/api/v2/jobs?is_alive=true&limit=1000")["jobs"]
        except OSError:  # the API server is away
            return []
        return jobs


def _celery(database: str, redis: ScratchRedis) -> dict[str, str]:
    return {
        "AIRFLOW__CELERY__BROKER_URL": redis.url,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{database}",
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__GLOBAL_KEYPREFIX": redis.prefix,
        "AIRFLOW__CELERY_BROKER_TRANSPORT_OPTIONS__VISIBILITY_TIMEOUT": "86400",
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__PARALLELISM": "32",
        # what a dead worker had taken and not begun is taken from it after a minute, not ten
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "60",
        "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    }
