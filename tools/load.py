"""``make load``: a thousand announcements to fifty channels under Whop's rate limit, on a real Airflow, timed.

``python tools/load.py [--messages N] [--unlimited]``; ends in 1 when a message is there not once, or when it takes too
long. ``--unlimited`` times how fast one asynchronous task is by itself. Airflow runs on PostgreSQL
(tools/scratch_database.py says which), with the parallelism that it has by itself.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow

ROOT = Path(__file__).resolve().parent.parent
CHANNELS = 50
PER_MINUTE = 600
MAPPED_MAY = 1.25
ASYNC_MAY = 1.10


def main() -> int:
    """Time the empty DAG, the mapped one and the asynchronous task."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that Airflow's processes are ended too
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--unlimited", action="store_true")
    asked = parser.parse_args()
    number = asked.messages
    home = ROOT / ".demo" / "load"
    shutil.rmtree(home, ignore_errors=True)
    (home / "dags").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "e2e" / "dags" / "announcements.py", home / "dags")
    with WhopEmulator(rate_limit=0 if asked.unlimited else PER_MINUTE) as whop:
        channels = [whop.add_channel(f"Channel {count}") for count in range(CHANNELS)]
        env = {
            "AIRFLOW_CONN_WHOP_DEFAULT": _unpaced(whop.connection) if asked.unlimited else whop.connection,
            "AIRFLOW__CORE__PARALLELISM": "32",  # as Airflow has it by itself
            "WHOP_CHANNELS": ",".join(channels),
            "WHOP_ANNOUNCEMENTS": str(number),
        }
        with RealAirflow(ROOT / ".venvs" / "airflow-3.3", home / "home", home / "dags", env, postgres=True) as airflow:
            return (_unlimited if asked.unlimited else _measured)(airflow, whop, channels, number)


def _unpaced(connection: str) -> str:
    fields = json.loads(connection)
    return json.dumps({**fields, "extra": {**fields["extra"], "rate_limit": 0}})


def _unlimited(airflow: RealAirflow, whop: WhopEmulator, channels: list[str], number: int) -> int:
    told = _told(airflow, whop, channels, "announce_async", number)
    print(f"{number / told.posting * 60:.0f} messages a minute")
    return 0 if told.once else 1


def _measured(airflow: RealAirflow, whop: WhopEmulator, channels: list[str], number: int) -> int:
    bucket = max(0.0, (number - PER_MINUTE) * 60 / PER_MINUTE)
    empty = _timed(airflow, "announce_nothing")
    print(f"what the bucket allows: {bucket:.1f} s; the same DAG with an empty body: {empty:.1f} s", flush=True)
    mapped = _told(airflow, whop, channels, "announce_mapped", number)
    time.sleep(60)  # until the bucket is full again
    alone = _told(airflow, whop, channels, "announce_async", number)
    print(f"mapped may take {MAPPED_MAY} x {max(bucket, empty):.1f} s, one task {ASYNC_MAY} x {bucket:.1f} s")
    kept = mapped.once and mapped.run <= MAPPED_MAY * max(bucket, empty)
    return 0 if kept and alone.once and alone.posting <= ASYNC_MAY * bucket else 1


@dataclass(frozen=True)
class Told:
    """Seconds that a run took, and its posts alone; whether each message is there once, after one 429 at most."""

    run: float
    posting: float
    once: bool


def _told(airflow: RealAirflow, whop: WhopEmulator, channels: list[str], dag_id: str, number: int) -> Told:
    seen, before = len(whop.requests), Counter(_texts(whop, channels))
    run = _timed(airflow, dag_id)
    posts = [entry for entry in whop.requests[seen:] if entry.operation == "createMessage"]
    posting = max(post.at for post in posts) - min(post.at for post in posts)
    each = Counter((Counter(_texts(whop, channels)) - before).values())
    turned_away = Counter(post.body for post in posts if post.status == 429)
    print(
        f"{dag_id}: {run:.1f} s, posting {posting:.1f} s; messages: {dict(each)}; "
        f"429s: {turned_away.total()}, most of one message: {max(turned_away.values(), default=0)}",
        flush=True,
    )
    return Told(run, posting, each == {1: number} and max(turned_away.values(), default=0) <= 1)


def _texts(whop: WhopEmulator, channels: list[str]) -> list[str]:
    return [message["content"] for channel in channels for message in whop.messages(channel)]


def _timed(airflow: RealAirflow, dag_id: str) -> float:
    """Run a DAG to its end; gives the seconds from its first task's start to its last one's end."""
    airflow.unpause(dag_id)
    run = airflow.trigger(dag_id)
    if airflow.finished(dag_id, run, 1200, every=2.0) != "success":  # to ask more often would be a load itself
        raise RuntimeError(f"{dag_id} failed; see {airflow.home}")
    told = airflow.api("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run}")
    return float(told["duration"])


if __name__ == "__main__":
    sys.exit(main())
