"""A real Airflow 3 as processes of its own on free loopback ports: API server, scheduler, DAG processor, triggerer.

Everything it writes lies below its home folder; leaving the ``with`` block ends every process that it started.
"""

from __future__ import annotations

import base64
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from airflow_api import AirflowApi
from processes import of_sessions

NO_LOG_SERVER = ["--skip-serve-logs"]  # it would listen on all addresses; the API server reads the files itself
PROCESSES = {
    "api-server": ["--host", "127.0.0.1"],
    "scheduler": NO_LOG_SERVER,
    "dag-processor": [],
    "triggerer": NO_LOG_SERVER,
}
Say = Callable[[str], None]


class RealAirflow(AirflowApi):
    """
    One Airflow on SQLite with the LocalExecutor.

    :param venv: the virtual environment that holds Airflow and the provider.
    :param home: where its database, logs and configuration go.
    :param dags: the folder of its DAGs.
    :param env: environment variables of its processes, connections for instance.
    :param say: told about progress, a line at a time.
    """

    def __init__(
        self, venv: Path, home: Path, dags: Path, env: Mapping[str, str] | None = None, say: Say = lambda line: None
    ) -> None:
        super().__init__(f"http://127.0.0.1:{free_port()}")
        self.home = home
        self._bin = venv / "bin"
        self._say = say
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.env = {**_clean_environment(), **settings(home, dags, self.url), **(env or {})}
        self.env["PATH"] = f"{self._bin}:{os.environ.get('PATH', '')}"

    # -- life

    def start(self, timeout: float = 120.0) -> Self:
        """Make the database and start all processes; returns when all of them say that they are well."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._say("making the metadata database")
        self.run("db", "migrate")
        for name in PROCESSES:
            self.launch(name)
        self._say(f"waiting for {', '.join(PROCESSES)}")
        self.wait_until(self.healthy, timeout, "Airflow did not become healthy")
        return self

    def launch(self, name: str) -> subprocess.Popen[bytes]:
        """Start one process, in a group of its own."""
        port = ["--port", self.url.rsplit(":", 1)[1]] if name == "api-server" else []
        with (self.home / f"{name}.out").open("ab") as out:
            self._processes[name] = subprocess.Popen(
                [self._bin / "airflow", name, *PROCESSES[name], *port],
                env=self.env,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self._processes[name]

    def stop(self) -> None:
        """Ask every process to end; what is left of its group after a while is ended by force."""
        for process in self._processes.values():
            process.terminate()
        self._await_ends(10.0)
        for process in self._processes.values():
            _kill_group(process)
        self._await_ends(5.0)
        self._processes.clear()

    def _await_ends(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while any(_group_lives(process) for process in self._processes.values()) and time.monotonic() < deadline:
            time.sleep(0.1)

    def __enter__(self) -> Self:
        """Start; a start that fails leaves nothing behind."""
        try:
            return self.start()
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run an ``airflow`` command to its end."""
        ended = subprocess.run(
            [self._bin / "airflow", *arguments],
            env=self.env,
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )
        if check and ended.returncode:
            raise RuntimeError(f"airflow {' '.join(arguments)} failed:\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}")
        return ended

    def pids(self) -> list[int]:
        """Give all its living processes, those of tasks included."""
        return of_sessions({process.pid for process in self._processes.values()})

    def healthy(self) -> bool:
        """Tell whether all parts are well; raises when a process has ended."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                tail = (self.home / f"{name}.out").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"airflow {name} ended with {process.returncode}:\n{tail}")
        return super().healthy()


def settings(home: Path, dags: Path, url: str) -> dict[str, str]:
    """Give the configuration as environment variables, which win over every file."""
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__BASE_URL": url,
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
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def free_port() -> int:
    """Find a loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _clean_environment() -> dict[str, str]:
    """Leave out what would lead a child to another Airflow, or to this repository's sources."""
    dropped = ("AIRFLOW", "PYTHONPATH", "VIRTUAL_ENV", "PYTEST")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _group_lives(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True
