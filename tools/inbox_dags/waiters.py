"""Twenty sensors that wait in the triggerer, and a task that needs a worker meanwhile."""

from __future__ import annotations

from airflow.sdk import DAG, task
from receipts import INTERVAL, START

from airflow_provider_whop.sensors.support import WhopSupportMessageSensor

for number in range(1, 21):
    with DAG(dag_id=f"waiter_{number:02}", schedule=None, start_date=START, max_active_runs=1):
        WhopSupportMessageSensor(task_id="wait", poke_interval=INTERVAL, timeout=3600, deferrable=True)

with DAG(dag_id="needs_a_worker", schedule=None, start_date=START):

    @task
    def work() -> None:
        """Be run."""

    work()
