"""Looks for words of customers in all that an Airflow has kept: logs, events, triggers, every row of its database."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from airflow_processes import AirflowProcesses
from inbox_plan import PRIVATE

SCRIPT = Path(__file__).resolve().parent / "inbox_rows.py"


def keep_rows(airflow: AirflowProcesses) -> None:
    """Have the database keep what Airflow will delete: triggers, and the events that tasks go on with."""
    _rows(airflow, "keep")


def texts_found(airflow: AirflowProcesses, written: str, posted: str) -> list[str]:
    """
    Search for words of customers; gives the places, so nothing.

    :param written: the id of a message that a run was given: that is in the database.
    :param posted: the id of a receipt: the task that posted it has told it to its log.
    """
    return found_in(airflow, [PRIVATE], written, posted)


def found_in(airflow: AirflowProcesses, words: Iterable[str], known: str, told: str | None = None) -> list[str]:
    """
    Search for words; gives the places.

    :param known: what has to be found in the database, else the search is no good.
    :param told: what has to be found in some file; by default, the same.
    """
    rows, files, told = _rows(airflow, "find", *words, known), _files(airflow), told or known
    holding = _holding(files, told)
    if not rows[known] or not holding:
        found = f"{known} is in {rows[known] or 'no table'}, {told} in {len(holding)} of {len(files)} files"
        raise AssertionError(f"The search is no good: {found}")
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
