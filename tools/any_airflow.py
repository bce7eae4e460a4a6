"""What is asked of an Airflow of any version in the same words, and how its answers are waited for."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


class AnyAirflow(ABC):
    """A running Airflow; everything that it writes lies below ``home``."""

    home: Path

    @abstractmethod
    def knows(self, dag_id: str) -> bool:
        """Tell whether a DAG has been parsed."""

    @abstractmethod
    def switch_on(self, dag_id: str) -> None:
        """Unpause a DAG."""

    @abstractmethod
    def trigger(self, dag_id: str, conf: Mapping[str, Any] | None = None) -> str:
        """Start a run; gives its id."""

    @abstractmethod
    def state(self, dag_id: str, run_id: str) -> str:
        """Give the state of a run."""

    @abstractmethod
    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Give the task instances of a run."""

    @abstractmethod
    def all_tasks(self) -> list[dict[str, Any]]:
        """Give the task instances of all runs of all DAGs, older runs first."""

    @abstractmethod
    def clear(self, dag_id: str, run_id: str, task_id: str = "send", *more: str) -> None:
        """Clear a task, or several at once, as a person does in the UI."""

    @abstractmethod
    def mark(self, dag_id: str, run_id: str, state: str, task_id: str = "send") -> None:
        """Set a task's state, as a person does in the UI."""

    @abstractmethod
    def xcom(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> Any:
        """Give what a task returned."""

    def unpause(self, *dag_ids: str, timeout: float = 60.0) -> None:
        """Wait until DAGs have been parsed, and switch them on."""
        for dag_id in dag_ids:
            self.wait_until(lambda dag_id=dag_id: self.knows(dag_id), timeout, f"{dag_id} was not parsed")
            self.switch_on(dag_id)

    def finished(self, dag_id: str, run_id: str, timeout: float = 120.0, every: float = 0.25) -> str:
        """Wait for the end of a run, asking ``every`` so many seconds; gives its state."""
        ended = ("success", "failed")
        self.wait_until(lambda: self.state(dag_id, run_id) in ended, timeout, f"{dag_id} {run_id} did not end", every)
        return self.state(dag_id, run_id)

    def task(self, dag_id: str, run_id: str, task_id: str = "send") -> dict[str, Any]:
        """Give one task instance."""
        return next(task for task in self.tasks(dag_id, run_id) if task["task_id"] == task_id)

    def wait_until(self, true: Callable[[], bool], timeout: float, otherwise: str, every: float = 0.25) -> None:
        """Look ``every`` so many seconds until something is true."""
        deadline = time.monotonic() + timeout
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{otherwise} within {timeout:.0f} s; see {self.home}")
            time.sleep(every)
