"""What the measuring DAGs have in common: a receipt for each message, posted exactly once, by workers that may die."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import airflow

INTERVAL = float(os.environ.get("WHOP_INBOX_INTERVAL", "5"))
START = datetime(2026, 1, 1, tzinfo=UTC)
RETRIED: dict[str, Any] = {"retries": 10, "retry_delay": timedelta(seconds=1)}
SETTLE = 3
"""Seconds after which a receipt shows in its channel; the emulator of these measures shows it sooner."""
DEATHS = Path(os.environ["AIRFLOW_HOME"]) / "deaths"
"""While this folder is there, workers die, and leave a note in it."""


def _process() -> tuple[int, ...]:
    return (os.getpid(),)


def _worker() -> tuple[int, ...]:
    """Give the supervisor too, so that nobody is told of the end."""
    return (os.getppid(), os.getpid())


# Airflow 3.0 does not retry a task whose process alone was killed, and fails its run
WAYS = (_worker, _worker) if airflow.__version__.startswith("3.0.") else (_process, _worker)
"""Who dies in the first try that handles something, and in the second."""


def acknowledge(messages: Iterable[str], context: Any) -> None:
    """Post the receipts; each is known by its message's id, whatever else another try of the task is given."""
    from airflow_provider_whop.hooks.whop import WhopHook

    hook, ti = WhopHook(), context["ti"]
    for message in messages:
        text = f"receipt {message} in {ti.run_id} of {ti.dag_id}"
        hook.send_message(os.environ["WHOP_INBOX_RECEIPTS"], text, key=message, settle=SETTLE)
        _die_in_turn(ti)


def _die_in_turn(ti: Any) -> None:
    """Die with a receipt posted and nothing marked as handled; the next try dies in the other way."""
    died = len([*DEATHS.glob(f"{ti.dag_id}.*")])
    if DEATHS.is_dir() and died < len(WAYS):
        (DEATHS / f"{ti.dag_id}.{died}").touch()
        for pid in WAYS[died]():
            os.kill(pid, signal.SIGKILL)
