"""The processes of one Airflow, below one home folder: started, watched, and ended with all that they have started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from abc import abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from any_airflow import AnyAirflow
from processes import of_sessions, signalled

NO_LOG_SERVER = ["--skip-serve-logs"]  # it would listen on all addresses
Say = Callable[[str], None]


class AirflowProcesses(AnyAirflow):
    """
    An Airflow as processes.

    :param venv: the virtual environment that holds Airflow and the provider.
    :param home: where its logs and configuration go.
    :param env: environment variables of its processes, connections for instance.
    :param say: told about progress, a line at a time.
    """

    def __init__(self, venv: Path, home: Path, env: Mapping[str, str], say: Say = lambda line: None) -> None:
        self.home = home
        self._bin = venv / "bin"
        self.python = self._bin / "python"
        self._say = say
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._commands: dict[str, tuple[str, ...]] = {}
        self.env = {**_clean_environment(), **env}
        self.env["PATH"] = f"{self._bin}:{os.environ.get('PATH', '')}"

    @abstractmethod
    def start(self) -> Self:
        """Make the database and start all processes; returns when all of them are well."""

    def launch(self, command: str, *arguments: str, name: str = "") -> subprocess.Popen[bytes]:
        """Start one process, in a session of its own; a second of its kind needs a ``name``."""
        name = name or command
        self._commands[name] = (command, *arguments)
        programs, env = self.surroundings(name)
        with (self.home / f"{name}.out").open("ab") as out:
            self._processes[name] = subprocess.Popen(
                [programs / "airflow", command, *arguments],
                env=env,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self._processes[name]

    def surroundings(self, name: str) -> tuple[Path, dict[str, str]]:
        """Give the folder of programs and the environment variables that a process is started with."""
        return self._bin, self.env

    def kill(self, name: str, *, whole: bool) -> None:
        """Kill one process; ``whole``, with all that it has started, else those live on until it is started again."""
        process = self._processes[name]
        if whole:
            self._end_session(process.pid)
        process.kill()
        process.wait(10)

    def launch_again(self, name: str) -> None:
        """
        Start anew what was killed, as it was started before, once its orphans are ended, as systemd and containers do.

        A scheduler's workers hold its connection to PostgreSQL: if it dies amid a transaction, its locks outlive it for
        as long as they live, and Airflow schedules nothing.
        """
        self._end_session(self._processes[name].pid)
        command, *arguments = self._commands[name]
        self.launch(command, *arguments, name=name)

    def _end_session(self, session: int) -> None:
        for pid in of_sessions({session}):
            signalled(pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask every process to end; what is left of its session after a while is ended by force."""
        for process in self._processes.values():
            process.terminate()
        self._await_ends(5.0)  # a triggerer that has watched may wait ten for a child that is dead (Airflow 3.3.2)
        for pid in self.pids():
            signalled(pid, signal.SIGKILL)
        self._await_ends(5.0)
        self._processes.clear()

    def _await_ends(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while self._live() and time.monotonic() < deadline:
            time.sleep(0.1)

    def _live(self) -> bool:
        for process in self._processes.values():
            process.poll()  # else the dead would count among the living
        return bool(self.pids())

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

    def process(self, name: str) -> int:
        """Give the id of one of its processes."""
        return self._processes[name].pid

    def pids(self) -> list[int]:
        """Give all its living processes, those of tasks included."""
        return of_sessions({process.pid for process in self._processes.values()})

    def watch(self) -> None:
        """Raise when a process has ended."""
        for name, process in self._processes.items():
            if process.poll() is not None:
                tail = (self.home / f"{name}.out").read_text(errors="replace")[-2000:]
                raise RuntimeError(f"airflow {name} ended with {process.returncode}:\n{tail}")


def free_port() -> int:
    """Find a loopback port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _clean_environment() -> dict[str, str]:
    """Leave out what would lead a child to another Airflow, to this repository's sources, or to compile all anew."""
    dropped = ("AIRFLOW", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "PYTEST")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
