"""A message whose sender is killed, once, at a point that the run's conf names: ``{"point": …, "text": …}``."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from airflow.providers.common.compat.sdk import DAG, BaseOperator

from airflow_provider_whop.hooks.journal import Journal
from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.operators.notifications import WhopPushNotificationOperator


def die() -> None:
    """End as if by the kernel: nothing more is run, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)


def around_writing(state: str, *, before: bool, what: Callable[[], None] = die) -> Callable[[], Any]:
    """Let it happen just before or just after this state is written down, or would be if there were a store."""
    write = Journal.keep

    def killing(self: Any, record: Any) -> None:
        hit = record["state"] == state
        if hit and before:
            what()
        write(self, record)
        if hit and not before:
            what()

    return patch.object(Journal, "keep", killing).start


def connected() -> Callable[[], Any]:
    """Die when the connection to Whop stands and nothing was sent."""
    from airflow_provider_whop.transport import straight

    kind, name = straight.Connection, "__init__"
    if "requests" in sys.modules:  # then the client takes it
        from airflow_provider_whop.transport import pooled

        kind, name = pooled._Connection, "connect"
    connect = getattr(kind, name)

    def killing(self: Any, *args: Any, **kwargs: Any) -> None:
        connect(self, *args, **kwargs)
        die()

    return patch.object(kind, name, killing).start


def orphaned() -> None:
    """Kill one's supervisor, and live on."""
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(0.5)


def stopped() -> None:
    """Stand still, with one's supervisor, until somebody wakes both."""
    os.kill(os.getppid(), signal.SIGSTOP)
    os.kill(os.getpid(), signal.SIGSTOP)


POINTS: dict[str, Callable[[], Callable[[], Any]]] = {
    "before the state is written": lambda: around_writing("pending", before=True),
    "state written, not connected": lambda: around_writing("pending", before=False),
    "connected, nothing sent": connected,
    "answered, not recorded": lambda: around_writing("sent", before=True),
    "recorded, XCom not pushed": lambda: around_writing("sent", before=False),
    "before it is sent": lambda: around_writing("pending", before=True),
    "answered, XCom not pushed": lambda: around_writing("sent", before=False),
    "supervisor killed": lambda: around_writing("pending", before=True, what=orphaned),
    "stopped": lambda: around_writing("pending", before=False, what=stopped),
}


class KilledOnce(WhopSendMessageOperator):
    """Sends; the first try dies where it is told to."""

    def execute(self, context: Any) -> Any:
        """Arm the probe on the first try."""
        point = context["dag_run"].conf.get("point")
        if context["ti"].try_number == 1 and point in POINTS:
            POINTS[point]()()
        return super().execute(context)


class GoesOn(BaseOperator):
    """Keeps the run from ending before its other task is cleared."""

    def execute(self, context: Any) -> None:
        """Wait."""
        time.sleep(30)


START = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = "{{ dag_run.conf['text'] }}"
RETRIED = {"settle": 1, "retries": 3, "retry_delay": timedelta(seconds=1)}

with DAG(dag_id="killed", schedule=None, start_date=START, max_active_runs=64):
    KilledOnce(task_id="send", channel_id="exp_lounge", content=TEXT, **RETRIED)

with DAG(dag_id="patient", schedule=None, start_date=START):
    KilledOnce(task_id="send", whop_conn_id="whop_patient", channel_id="exp_lounge", content=TEXT, **RETRIED)

with DAG(dag_id="timed_out", schedule=None, start_date=START):
    KilledOnce(task_id="send", channel_id="exp_lounge", content=TEXT, execution_timeout=timedelta(seconds=3), **RETRIED)

with DAG(dag_id="not_retried", schedule=None, start_date=START):
    KilledOnce(task_id="send", channel_id="exp_lounge", content=TEXT, settle=1)

for name, marker in {"with_a_clock": False, "with_a_clock_and_a_marker": True}.items():
    with DAG(dag_id=name, schedule=None, start_date=START):
        clock = TEXT + " {{ macros.datetime.now().isoformat() }}"
        KilledOnce(task_id="send", channel_id="exp_lounge", content=clock, marker=marker, **RETRIED)

with DAG(dag_id="in_a_long_run", schedule=None, start_date=START):
    KilledOnce(task_id="send", channel_id="exp_lounge", content=TEXT, **RETRIED)
    GoesOn(task_id="goes_on")

with DAG(dag_id="pushes", schedule=None, start_date=START):
    WhopPushNotificationOperator(
        task_id="send", title=TEXT, content="Look!", retries=3, retry_delay=timedelta(seconds=1)
    )

for name, marker in {"mapped_alike": False, "mapped_alike_with_a_marker": True}.items():
    with DAG(dag_id=name, schedule=None, start_date=START):
        alike = KilledOnce.partial(task_id="send", channel_id="exp_lounge", content=TEXT, settle=1, marker=marker)
        alike.expand(whop_conn_id=["whop_default"] * 4)
