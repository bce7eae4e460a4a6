"""Prints as JSON which host of an Airflow runs how many triggers of assets; run by an interpreter that has psycopg2."""

from __future__ import annotations

import json
import os

import psycopg2

HELD = """
SELECT job.hostname, count(*) FROM trigger JOIN job ON job.id = trigger.triggerer_id
WHERE trigger.classpath LIKE '%SupportMessageEventTrigger' GROUP BY job.hostname
"""


def main() -> None:
    """Ask."""
    url = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "")
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(HELD)
        print(json.dumps(dict(cursor.fetchall())))


if __name__ == "__main__":
    main()
