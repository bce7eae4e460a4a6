"""Looks for words of customers in all that an Airflow has kept: logs, events, triggers, every row of its database."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from airflow_processes import AirflowProcesses
from inbox_plan import PRIVATE

SCRIPT = Path(__file__).resolve().parent / "inbox_rows.py"


def keep_rows(airflow: AirflowProcesses) -> None:
    """Have the database keep what Airflow will delete: triggers, and the events that tasks go on with."""
    _rows(airflow, "keep")


def texts_found(airflow: AirflowProcesses, written: Mapping[str, Any]) -> list[str]:
    """
    Search for words of customers; gives the places, so nothing.

    :param written: the ids of messages; one that was handled has to be found, else the search is no good.
    """
    files = _files(airflow)
    known = next((message_id for message_id in written if _holding(files, message_id)), "the id of a message")
    return found_in(airflow, [PRIVATE], known)


def found_in(airflow: AirflowProcesses, words: Iterable[str], known: str) -> list[str]:
    """
    Search for words; gives the places.

    :param known: what has to be found in the database and in some file, else the search is no good.
    """
    rows, files = _rows(airflow, "find", *words, known), _files(airflow)
    if not rows[known] or not _holding(files, known):
        raise AssertionError(f"The search finds not even {known}, in {rows[known]} and {len(files)} files")
    return [place for word in words for place in (*rows[word], *_holding(files, word))]


def _files(airflow: AirflowProcesses) -> list[Path]:
    return [file for file in airflow.home.rglob("*") if file.is_file()]


def _holding(files: Iterable[Path], words: str) -> list[str]:
    return [str(file) for file in files if words.encode() in file.read_bytes()]


def _rows(airflow: AirflowProcesses, what: str, *words: str) -> Any:
    command = [airflow.python, SCRIPT, what]
    told = json.dumps(words)  # a secret is nothing for a list of processes
    ended = subprocess.run(command, env=airflow.env, input=told, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"The database was not searched: {ended.stderr[-2000:]}")
    return json.loads(ended.stdout) if ended.stdout else None
