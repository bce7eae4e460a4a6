"""Looks for words of customers in all that an Airflow has kept: logs, events, triggers, every row of its database."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
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
    files = [file for file in airflow.home.rglob("*") if file.is_file()]
    known = next((message_id for message_id in written if _holding(files, message_id)), "no id in any file")
    rows = _rows(airflow, "find", PRIVATE, known)
    if not rows[known]:
        raise AssertionError(f"The search finds not even an id of a message, in rows or in {len(files)} files: {known}")
    return [*rows[PRIVATE], *_holding(files, PRIVATE)]


def _holding(files: list[Path], words: str) -> list[str]:
    return [str(file) for file in files if words.encode() in file.read_bytes()]


def _rows(airflow: AirflowProcesses, *arguments: str) -> Any:
    command = [airflow.python, SCRIPT, *arguments]
    ended = subprocess.run(command, env=airflow.env, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"The database was not searched: {ended.stderr[-2000:]}")
    return json.loads(ended.stdout) if ended.stdout else None
