"""Tasks and runs that fail, are retried and succeed, each told of over a good connection and every bad one."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import DAG, task
from timed import FILE, TimedNotifier

START = datetime(2026, 1, 1, tzinfo=UTC)
CONNECTIONS = ("default", "dead_port", "hanging", "refused")


def notifier(connection: str) -> TimedNotifier:
    """Make one that has three seconds."""
    return TimedNotifier(channel_id="exp_lounge", timeout=3.0, whop_conn_id=f"whop_{connection}")


for name in CONNECTIONS:
    tells = notifier(name)
    with DAG(dag_id=f"fails_{name}", schedule=None, start_date=START, on_failure_callback=tells):

        @task(retries=1, retry_delay=timedelta(seconds=1), on_retry_callback=tells, on_failure_callback=tells)
        def broken() -> None:
            """Fail, twice."""
            raise RuntimeError("It is broken")

        broken()

    with DAG(dag_id=f"succeeds_{name}", schedule=None, start_date=START, on_success_callback=tells):

        @task(on_success_callback=tells)
        def works() -> None:
            """Succeed."""

        works()


def die_once(_: Any) -> None:
    """Kill one's supervisor and oneself, so that Airflow does not hear that the callbacks were called."""
    done = FILE.with_name("died")
    if not done.exists():
        done.touch()
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)


with DAG(dag_id="dies", schedule=None, start_date=START):

    @task(on_failure_callback=[notifier("default"), die_once])
    def dies() -> None:
        """Fail; the process ends within its callbacks."""
        raise RuntimeError("It is broken")

    dies()
