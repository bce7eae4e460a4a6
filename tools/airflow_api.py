"""What tests and the demo ask a running Airflow 3, over its REST API."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import requests

from any_airflow import AnyAirflow

LOCKED = (0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before a request is made again that met a locked SQLite; a run is asked for by its id, so once."""
PARTS = ("metadatabase", "scheduler", "dag_processor", "triggerer")


class AirflowApi(AnyAirflow):
    """The REST API of one Airflow in which everybody is an administrator."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._token: str | None = None

    def healthy(self) -> bool:
        """Tell whether the metadata database, the scheduler, the DAG processor and the triggerer are well."""
        try:
            health = requests.get(f"{self.url}/api/v2/monitor/health", timeout=5).json()
        except (requests.RequestException, ValueError):
            return False
        return all((health.get(part) or {}).get("status") == "healthy" for part in PARTS)

    def heartbeat(self, part: str) -> datetime:
        """Give the moment at which the scheduler or a triggerer was last heard of."""
        health = requests.get(f"{self.url}/api/v2/monitor/health", timeout=5).json()
        return datetime.fromisoformat(health[part][f"latest_{part}_heartbeat"])

    def api(self, method: str, path: str, json: Any = None) -> Any:
        """Call the REST API as an administrator; gives the JSON that came back, or None."""
        if self._token is None:
            self._token = requests.get(f"{self.url}/auth/token", timeout=10).json()["access_token"]
        headers = {"Authorization": f"Bearer {self._token}"}
        for wait in (*LOCKED, None):
            answer = requests.request(method, self.url + path, json=json, headers=headers, timeout=30)
            if answer.status_code != 500 or wait is None:
                break
            time.sleep(wait)
        if not answer.ok:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None

    def knows(self, dag_id: str) -> bool:
        """Tell whether a DAG has been parsed."""
        return dag_id in {dag["dag_id"] for dag in self.api("GET", "/api/v2/dags?limit=1000")["dags"]}

    def switch_on(self, dag_id: str) -> None:
        """Unpause a DAG."""
        self.api("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})

    def switch_on_watch(self, dag_id: str, asset: str) -> None:
        """Switch on a DAG that an inbox starts; returns when the watch has begun: what was there before is not told."""
        self.unpause(dag_id)
        self.read_again(dag_id)
        self.wait_until(lambda: "whop_inbox_told" in self.kept(asset), 60, f"the watch of {asset} did not begin")

    def switch_off(self, dag_id: str) -> None:
        """Pause a DAG, and end its watch."""
        self.api("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": True})
        self.read_again(dag_id)

    def read_again(self, dag_id: str) -> None:
        """Have the file of a DAG read at once: Airflow begins and ends watches only then."""
        token = self.api("GET", f"/api/v2/dags/{dag_id}")["file_token"]
        self.api("PUT", f"/api/v2/parseDagFile/{token}")

    def kept(self, asset: str) -> dict[str, Any]:
        """Give what Airflow keeps for an asset."""
        found = self.api("GET", f"/api/v2/assets?name_pattern={asset}&limit=100")["assets"]
        (id,) = (one["id"] for one in found if one["name"] == asset)
        entries = self.api("GET", f"/api/v2/assets/{id}/state-store")["asset_state_store"]
        return {entry["key"]: entry["value"] for entry in entries}

    def trigger(self, dag_id: str, conf: Mapping[str, Any] | None = None) -> str:
        """Start a run; gives its id."""
        wanted = {"dag_run_id": f"manual__{uuid4()}", "logical_date": None, "conf": dict(conf or {})}
        return str(self.api("POST", f"/api/v2/dags/{dag_id}/dagRuns", wanted)["dag_run_id"])

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """Give all runs of a DAG."""
        runs: list[dict[str, Any]] = self.api("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=1000")["dag_runs"]
        return runs

    def idle(self) -> bool:
        """Tell whether no run is under way or waits to be."""
        path = "/api/v2/dags/~/dagRuns?state=queued&state=running&limit=1"
        return int(self.api("GET", path)["total_entries"]) == 0

    def state(self, dag_id: str, run_id: str) -> str:
        """Give the state of a run."""
        return str(self.api("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")["state"])

    def tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """Give the task instances of a run."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances?limit=1000"
        tasks: list[dict[str, Any]] = self.api("GET", path)["task_instances"]
        return tasks

    def all_tasks(self) -> list[dict[str, Any]]:
        """Give the task instances of all runs of all DAGs, older runs first."""
        tasks = self.api("GET", "/api/v2/dags/~/dagRuns/~/taskInstances?limit=1000")["task_instances"]
        return sorted(tasks, key=lambda task: datetime.fromisoformat(task["run_after"]))

    def clear(self, dag_id: str, run_id: str, task_id: str = "send", *more: str) -> None:
        """Clear a task, or several at once, as a person does in the UI."""
        wanted = {"dag_run_id": run_id, "task_ids": [task_id, *more], "dry_run": False, "only_failed": False}
        self.api("POST", f"/api/v2/dags/{dag_id}/clearTaskInstances", {**wanted, "reset_dag_runs": True})

    def mark(self, dag_id: str, run_id: str, state: str, task_id: str = "send") -> None:
        """Set a task's state, as a person does in the UI."""
        self.api("PATCH", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}", {"new_state": state})

    def xcom(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> Any:
        """Give what a task returned."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        return self.api("GET", f"{path}?map_index={map_index}&deserialize=true")["value"]

    def log(self, dag_id: str, run_id: str, task_id: str, attempt: int = 1) -> list[dict[str, Any]]:
        """Give a task's log as the UI gets it: one dictionary a line."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/logs/{attempt}?full_content=true"
        lines: list[dict[str, Any]] = self.api("GET", path)["content"]
        return lines
