"""What every scenario of the cluster needs: a Whop, the cluster, the measuring DAGs; and the search for secrets."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from airflow_provider_whop.emulator import WhopEmulator
from cluster_airflow import TRIGGERERS, Cluster
from inbox_plan import PRIVATE
from inbox_search import found_in, keep_rows
from inbox_stage import DAGS, QUICK, Stage, connection
from triggerers_promised import WATCHERS

ROOT = Path(__file__).resolve().parent.parent
OWN_DAGS = ROOT / "tools" / "cluster_dags"
NEW, OLD = ROOT / ".venvs" / "cluster", ROOT / ".venvs" / "cluster-old"


@dataclass(frozen=True)
class ClusterStage(Stage):
    """
    Where a scenario of the cluster plays.

    :param channels: those that the announcement goes to.
    :param quiet: one in which nobody writes.
    """

    airflow: Cluster
    channels: tuple[str, ...] = ()
    quiet: str = ""

    def posted(self, channel: str, since: datetime) -> list[datetime]:
        """Give the times of the messages in a channel from then on."""
        times = [datetime.fromisoformat(message["created_at"]) for message in self.whop.messages(channel)]
        return [at for at in times if at >= since]

    def secrets_told(self, known: str) -> list[str]:
        """
        Search logs and database for customers' words, Whop's key and the database's password; says where they are.

        :param known: what has to be found in both, else the search is no good.
        """
        key = json.loads(self.airflow.env["AIRFLOW_CONN_WHOP_DEFAULT"])["password"]
        password = urlsplit(self.airflow.env["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]).password
        words = [PRIVATE, key, str(password)]
        return [f"words of a customer or a secret are in {place}" for place in found_in(self.airflow, words, known)]


@contextmanager
def cluster_stage(
    name: str,
    interval: float,
    *,
    venv: Path = NEW,
    channels: int = 1,
    env: Mapping[str, str] | None = None,
    **whop: Any,
) -> Iterator[ClusterStage]:
    """Set one; afterwards all processes have ended, database and Redis are cleared, and the logs are below .demo."""
    home = ROOT / ".demo" / f"cluster-{name}"
    shutil.rmtree(home, ignore_errors=True)
    for folder in (DAGS, OWN_DAGS):
        shutil.copytree(folder, home / "dags", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    with WhopEmulator(**whop) as emulator:
        control = emulator.add_channel("Receipts")
        quiet = emulator.add_channel("Quiet")
        announced = tuple(emulator.add_channel(f"Channel {number}") for number in range(channels))
        named = {
            "WHOP_INBOX_RECEIPTS": control,
            "WHOP_INBOX_INTERVAL": str(interval),
            "WHOP_INBOX_WATCHERS": str(WATCHERS),
            "WHOP_CHANNELS": ",".join(announced),
            "WHOP_CLUSTER_QUIET": quiet,
        }
        settings = {**QUICK, **connection(emulator), **named, **(env or {})}
        with Cluster(venv, home / "home", home / "dags", settings) as airflow:
            keep_rows(airflow)
            yield ClusterStage(airflow, emulator, control, interval, TRIGGERERS, channels=announced, quiet=quiet)
