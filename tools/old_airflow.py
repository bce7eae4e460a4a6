"""A real Airflow 2 as processes of its own: a scheduler, and a triggerer where one is wanted. It listens nowhere.

It has the LocalExecutor on a PostgreSQL database of its own (tools/scratch_database.py), or on SQLite the executor that
takes one task at a time: Airflow 2 lets no other onto it. Everything it writes lies below its home folder or in that
database, which is dropped, and every process ended, when the ``with`` block is left.
"""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from airflow_processes import NO_LOG_SERVER, AirflowProcesses, Say
from scratch_database import ScratchDatabase

CONSOLE = Path(__file__).with_name("old_console.py")


class OldAirflow(AirflowProcesses):
    """
    One Airflow 2; asked through a console that runs in its environment.

    :param venv: the virtual environment that holds Airflow, the provider and psycopg2.
    :param home: where its logs and configuration go.
    :param dags: the folder of its DAGs.
    :param env: environment variables of its processes, connections for instance.
    :param say: told about progress, a line at a time.
    :param postgres: False takes SQLite, with the SequentialExecutor.
    :param triggerer: start one, for tasks that are deferred.
    """

    def __init__(
        self,
        venv: Path,
        home: Path,
        dags: Path,
        env: Mapping[str, str] | None = None,
        say: Say = lambda line: None,
        *,
        postgres: bool = True,
        triggerer: bool = False,
    ) -> None:
        self._python = venv / "bin" / "python"
        self._database = ScratchDatabase(self._python) if postgres else None
        self._parts = ("scheduler", "triggerer") if triggerer else ("scheduler",)
        database = self._database.url if self._database else ""
        super().__init__(venv, home, {**settings(home, dags, database), **(env or {})}, say)
        self._console: subprocess.Popen[str] | None = None

    # -- life

    def start(self) -> Self:
        """Make the database and start the processes; returns when the console is there to be asked."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._say("making the metadata database")
        if self._database:
            self._database.create()
        self.run("db", "migrate")
        for part in self._parts:
            self.launch(part, *NO_LOG_SERVER)
        self._console = self._opened()
        return self

    def stop(self) -> None:
        """End the console, the scheduler and its tasks; drop the database."""
        if self._console:
            self._console.kill()
            self._console.communicate()
            self._console = None
        super().stop()
        if self._database:
            self._database.drop()

    def _opened(self) -> subprocess.Popen[str]:
        with (self.home / "console.out").open("ab") as out:
            return subprocess.Popen(
                [self._python, CONSOLE],
                env=self.env,
                cwd=self.home,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
            )

    # -- questions

    def ask(self, do: str, **arguments: Any) -> Any:
        """Ask the console; raises with its own words where that failed."""
        self.watch()
        if self._console is None or self._console.stdin is None or self._console.stdout is None:
            raise RuntimeError("This Airflow is not running: use it in a with block.")
        print(json.dumps({"do": do, **arguments}), file=self._console.stdin, flush=True)
        answer = json.loads(self._console.stdout.readline() or '{"failed": "the console has ended; see console.out"}')
        if "failed" in answer:
            raise RuntimeError(f"{do}: {answer['failed']}")
        return answer["gave"]

    def knows(self, dag_id: str) -> bool:
        """Tell whether a DAG has been parsed."""
        return bool(self.ask("knows", dag_id=dag_id))

    def switch_on(self, dag_id: str) -> None:
        """Unpause a DAG."""
        self.ask("switch_on", dag_id=dag_id)

    def trigger(self, dag_id: str, conf: Mapping[str, Any] | None = None) -> str:
        """Start a run; gives its id."""
        return str(self.ask("trigger", dag_id=dag_id, conf=dict(conf or {})))

    def state(self, dag_id: str, run_id: str) -> str:
        """Give the state of a run."""
        return str(self.ask("state", dag_id=dag_id, run_id=run_id))

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Give the task instances of a run."""
        tasks: list[dict[str, Any]] = self.ask("tasks", dag_id=dag_id, run_id=run_id)
        return tasks

    def all_tasks(self) -> list[dict[str, Any]]:
        """Give the task instances of all runs of all DAGs, older runs first."""
        tasks: list[dict[str, Any]] = self.ask("all_tasks")
        return tasks

    def clear(self, dag_id: str, run_id: str, task_id: str = "send", *more: str) -> None:
        """Clear a task, or several at once, as a person does in the UI."""
        self.ask("clear", dag_id=dag_id, run_id=run_id, task_ids=[task_id, *more])

    def mark(self, dag_id: str, run_id: str, state: str, task_id: str = "send") -> None:
        """Set a task's state, as a person does in the UI."""
        self.ask("mark", dag_id=dag_id, run_id=run_id, task_id=task_id, to=state)

    def xcom(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> Any:
        """Give what a task returned."""
        return self.ask("xcom", dag_id=dag_id, run_id=run_id, task_id=task_id, map_index=map_index)


def settings(home: Path, dags: Path, database: str = "") -> dict[str, str]:
    """Give the configuration as environment variables, which win over every file."""
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor" if database else "SequentialExecutor",
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database or f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__SCHEDULER__CHILD_PROCESS_LOG_DIRECTORY": str(home / "logs" / "scheduler"),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__WEBSERVER__SECRET_KEY": secrets.token_hex(16),
        "TMPDIR": str(home),  # a task that is killed leaves its configuration there
    }
