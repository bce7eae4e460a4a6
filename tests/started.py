"""A DAG that an inbox starts, on a real Airflow: watched for a while, with what it was told, did and answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from airflow_api import AirflowApi
from airflow_provider_whop.emulator import WhopEmulator

WORDS = "words of a customer's own {{ 7 * 7 }}"


class Started:
    """
    One such DAG.

    :param dag_id: the DAG.
    :param asset: the asset that it is scheduled on.
    """

    def __init__(self, airflow: AirflowApi, dag_id: str, asset: str) -> None:
        self.airflow = airflow
        self.dag_id = dag_id
        self.asset = asset

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Have the inbox watched, and the DAG started, within a block."""
        self.airflow.switch_on_watch(self.dag_id, self.asset)
        yield
        self.airflow.switch_off(self.dag_id)

    def await_handled(self, message: dict[str, Any]) -> None:
        """Wait until a run was given a message, and all runs have ended well."""
        self.airflow.wait_until(lambda: message["id"] in self.given(), 90, f"{self.dag_id} was not given the message")
        self.airflow.wait_until(self._ended, 90, f"{self.dag_id} did not end")

    def _ended(self) -> bool:
        states = {run["state"] for run in self.airflow.runs(self.dag_id)}
        assert "failed" not in states
        return states == {"success"}

    def given(self) -> list[str]:
        """Name the messages that each of its runs was given."""
        runs = self.airflow.kept(self.asset).get("whop_inbox_handled", {}).get("runs", [])
        return [id for run in runs for id in run["ids"]]

    def events(self) -> list[dict[str, Any]]:
        """Give what Airflow was told of the inbox."""
        found = self.airflow.api("GET", "/api/v2/assets/events?limit=1000")["asset_events"]
        return [event["extra"]["payload"] for event in found if event["name"] == self.asset]


def answers(whop: WhopEmulator, channel_id: str) -> list[dict[str, Any]]:
    """Give what the team wrote in a channel."""
    return [message for message in whop.messages(channel_id) if message["user"]["id"] == "user_team"]


def logs_with(airflow: Any, text: str) -> list[str]:
    """Name the logs of an Airflow that hold a text."""
    logs = [path for path in airflow.home.rglob("*") if path.suffix in (".log", ".out")]
    assert logs
    return [str(path) for path in logs if text in path.read_text(errors="replace")]
