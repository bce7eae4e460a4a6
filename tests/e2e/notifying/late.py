"""Runs that miss their deadline and tasks that ask a person, each told of over a good connection and every bad one."""

from __future__ import annotations

from datetime import timedelta

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.providers.standard.sensors.time_delta import TimeDeltaSensor
from airflow.sdk import DAG, AsyncCallback, DeadlineAlert, DeadlineReference
from callbacks import CONNECTIONS, START, notifier
from timed import TimedNotifier

RETRY = timedelta(seconds=1)

for name in (*CONNECTIONS, "slow"):
    told = {"channel_id": "exp_lounge", "timeout": 30.0 if name == "slow" else 3.0, "whop_conn_id": f"whop_{name}"}
    alert = DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(seconds=1),
        callback=AsyncCallback(TimedNotifier, kwargs=told),
    )
    with DAG(dag_id=f"late_{name}", schedule=None, start_date=START, deadline=alert):
        # tried again: Airflow 3.3.2 fails a task whose trigger fires before the scheduler has heard that it is deferred
        TimeDeltaSensor(
            task_id="waits_in_the_triggerer", delta=timedelta(seconds=6), deferrable=True, retries=2, retry_delay=RETRY
        )

for name in CONNECTIONS:
    with DAG(dag_id=f"asks_{name}", schedule=None, start_date=START):
        ApprovalOperator(task_id="ask", subject="Send it?", notifiers=[notifier(name)])
