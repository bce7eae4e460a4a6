"""Searches the metadata database of an Airflow; run by an interpreter that has psycopg2 and cryptography.

``inbox_rows.py keep`` has the database itself put by every trigger row and every event that it will ever hold, as
Airflow deletes them soon. ``inbox_rows.py find`` reads words as a list in JSON, and prints as JSON in which tables each
is, how often.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import psycopg2
from cryptography.fernet import Fernet

KEEP = """
CREATE TABLE kept (origin text, line text);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO kept VALUES (TG_TABLE_NAME, NEW::text); RETURN NEW; END $$;
CREATE TRIGGER keep AFTER INSERT OR UPDATE ON trigger FOR EACH ROW EXECUTE FUNCTION keep();
CREATE TRIGGER keep AFTER UPDATE OF next_kwargs ON task_instance FOR EACH ROW
  WHEN (NEW.next_kwargs IS NOT NULL) EXECUTE FUNCTION keep();
CREATE TABLE kept_kwargs (kwargs text);
CREATE FUNCTION keep_kwargs() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN INSERT INTO kept_kwargs VALUES (NEW.kwargs); RETURN NEW; END $$;
CREATE TRIGGER keep_kwargs AFTER INSERT OR UPDATE OF kwargs ON trigger
  FOR EACH ROW EXECUTE FUNCTION keep_kwargs();
"""
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"


def main(what: str) -> None:
    """Do what the word says."""
    url = os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "")
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        if what == "keep":
            cursor.execute(KEEP)
        else:
            print(json.dumps({word: _found(cursor, word) for word in json.load(sys.stdin)}))


def _found(cursor: Any, word: str) -> dict[str, int]:
    cursor.execute(TABLES)
    found = {table: _in_table(cursor, table, word) for (table,) in cursor.fetchall()}
    found["kwargs of triggers"] = sum(word in kwargs for kwargs in _kwargs(cursor))
    return {table: number for table, number in found.items() if number}


def _in_table(cursor: Any, table: str, word: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}" AS line WHERE position(%s in line::text) > 0', (word,))  # noqa: S608
    return int(cursor.fetchone()[0])


def _kwargs(cursor: Any) -> list[str]:
    """Read what the triggers were made of; Airflow keeps that encrypted."""
    key = Fernet(os.environ["AIRFLOW__CORE__FERNET_KEY"])
    cursor.execute("SELECT kwargs FROM kept_kwargs")
    return [kwargs if kwargs.startswith("{") else key.decrypt(kwargs.encode()).decode() for (kwargs,) in cursor]


if __name__ == "__main__":
    main(*sys.argv[1:])
