"""Prints as JSON what an Airflow's database tells of its triggers; run by an interpreter that has psycopg2.

``held``: which host was given how many of our triggers. ``jobs``: the triggerer's id of each host, which its logs are
named by. ``heard``: the seconds since Airflow has heard of each. ``events``: of assets; None before Airflow 3.
``runs``: of all DAGs.
"""

from __future__ import annotations

import json
import os
from typing import Any

import psycopg2

HELD = """
SELECT job.hostname, count(*) FROM trigger JOIN job ON job.id = trigger.triggerer_id
WHERE trigger.classpath LIKE 'airflow_provider_whop.%' GROUP BY job.hostname ORDER BY job.hostname
"""
JOBS = "SELECT hostname, id FROM job WHERE job_type = 'TriggererJob'"
HEARD = """
SELECT hostname, extract(epoch FROM now() - max(latest_heartbeat))::int FROM job
WHERE job_type = 'TriggererJob' GROUP BY hostname
"""
HAS_ASSETS = "SELECT to_regclass('asset_event') IS NOT NULL"
EVENTS = "SELECT count(*) FROM asset_event"
RUNS = "SELECT count(*) FROM dag_run"


def main() -> None:
    """Ask."""
    url = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "")
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        events = _number(cursor, EVENTS) if _number(cursor, HAS_ASSETS) else None
        pairs = {"held": HELD, "jobs": JOBS, "heard": HEARD}
        told = {name: _pairs(cursor, question) for name, question in pairs.items()}
        print(json.dumps({**told, "events": events, "runs": _number(cursor, RUNS)}))


def _pairs(cursor: Any, question: str) -> dict[str, int]:
    cursor.execute(question)
    return dict(cursor.fetchall())


def _number(cursor: Any, question: str) -> int:
    cursor.execute(question)
    return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
