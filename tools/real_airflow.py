"""A real Airflow 3 as processes of its own on free loopback ports: API server, scheduler, DAG processor, triggerer.

Everything it writes lies below its home folder; leaving the ``with`` block ends every process that it started.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from airflow_api import AirflowApi
from airflow_processes import NO_LOG_SERVER, AirflowProcesses, Say, free_port
from scratch_database import ScratchDatabase

PROCESSES = {
    "api-server": ["--host", "127.0.0.1"],
    "scheduler": NO_LOG_SERVER,
    "dag-processor": [],
    "triggerer": NO_LOG_SERVER,
}


class RealAirflow(AirflowApi, AirflowProcesses):
    """
    One Airflow, with the LocalExecutor unless ``env`` names another, on SQLite or a PostgreSQL database of its own.

    :param venv: the virtual environment that holds Airflow and the provider.
    :param home: where its database, logs and configuration go.
    :param dags: the folder of its DAGs.
    :param env: environment variables of its processes, connections for instance.
    :param say: told about progress, a line at a time.
    :param postgres: take PostgreSQL, as tools/scratch_database.py finds it; SQLite locks under more than a few tasks.
    """

    kind_of_database = ScratchDatabase

    def __init__(
        self,
        venv: Path,
        home: Path,
        dags: Path,
        env: Mapping[str, str] | None = None,
        say: Say = lambda line: None,
        *,
        postgres: bool = False,
    ) -> None:
        self._database = self.kind_of_database(venv / "bin" / "python") if postgres else None
        database = self._database.url if self._database else ""
        AirflowApi.__init__(self, f"http://127.0.0.1:{free_port()}")
        AirflowProcesses.__init__(self, venv, home, {**settings(home, dags, self.url, database), **(env or {})}, say)

    def start(self, timeout: float = 120.0) -> Self:
        """Make the database and start all processes; returns when all of them say that they are well."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._say("making the metadata database")
        if self._database:
            self._database.create()
        self.run("db", "migrate")
        self.launch_all()
        self.wait_until(self.healthy, timeout, "Airflow did not become healthy")
        return self

    def launch_all(self) -> None:
        """Start one of each process."""
        for name, arguments in PROCESSES.items():
            self.launch(name, *arguments, *(self.port if name == "api-server" else []))
        self._say(f"waiting for {', '.join(PROCESSES)}")

    @property
    def port(self) -> list[str]:
        """Give the arguments that name the port of the API server."""
        return ["--port", self.url.rsplit(":", 1)[1]]

    def stop(self) -> None:
        """End all processes, and drop the database where it lies elsewhere."""
        super().stop()
        if self._database:
            self._database.drop()

    def healthy(self) -> bool:
        """Tell whether all parts are well; raises when a process has ended."""
        self.watch()
        return super().healthy()


def settings(home: Path, dags: Path, url: str, database: str = "") -> dict[str, str]:
    """Give the configuration as environment variables, which win over every file."""
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__ENABLE_XCOM_DESERIALIZE_SUPPORT": "True",  # 3.0 shows what a task returned only so
        "AIRFLOW__API__MAXIMUM_PAGE_LIMIT": "1000",
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(16),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__CORE__TEST_CONNECTION": "Enabled",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "5",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database or f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }
