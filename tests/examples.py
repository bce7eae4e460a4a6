"""Which of the example DAGs each Airflow has, and in which order they are run: read from what the files say."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

from places import DAGS

ORDER = (
    "example_hello",
    "example_announcement",
    "example_pipeline",
    "example_announcement_after_pipeline",
    "example_channel_settings",
    "example_help_desk",
    "example_poll",
    "example_report",
    "example_push",
    "example_sql",
    "example_bulk",
    "example_tidy_channel",
    "example_every_channel",
    "example_welcome",
    "example_watch_word",
    "example_auto_acknowledge",  # for this and the next nothing is new where no watch was begun: they answer nobody
    "example_approved_reply",
    "example_notifications",
    "example_deadline",
)
UNTRIED = {"example_deadline": "tests/e2e/test_notifier.py"}
"""``airflow dags test`` of Airflow 3.3.2 fails where a DAG has a deadline: where these are tried instead."""
HERE = ".".join(version("apache-airflow").split(".")[:2])
"""The Airflow that these tests run on."""
OLDEST = (2, 11)
_NEEDS = re.compile(r"Needs Airflow (\d+)(?:\.(\d+))?")
_NAMED = re.compile(r'(?:DAG\(|dag_id=)\s*"(\w+)"')


def line_of(cell: str) -> tuple[int, int]:
    """Give the version of an environment: ``3.3-py3.13`` has Airflow 3.3."""
    major, minor = cell.partition("-")[0].split(".")
    return int(major), int(minor)


def files_for(cell: str) -> list[Path]:
    """Give the files that a version has: all that need none later."""
    return [file for file in sorted(DAGS.iterdir()) if file.is_file() and _needed(file) <= line_of(cell)]


def examples_of(cell: str) -> list[str]:
    """Give the DAGs of a version in the order in which they are run."""
    there = {name for file in files_for(cell) for name in _NAMED.findall(file.read_text())}
    return [name for name in ORDER if name in there]


def _needed(file: Path) -> tuple[int, int]:
    told = _NEEDS.search(file.read_text())
    return (int(told[1]), int(told[2] or 0)) if told else OLDEST
