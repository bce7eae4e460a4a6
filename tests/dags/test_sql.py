"""The example of a query: its table, its file, and a query without rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable

import pytest

from airflow_provider_whop.emulator import WhopEmulator

SHOP = json.dumps({"conn_type": "sqlite", "host": ":memory:"})


def test_the_table_shows_the_first_rows_and_the_file_holds_all(
    run_example: Callable[..., str], whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", SHOP)
    run_example("example_sql")
    (message,) = whop.messages("exp_announcements")
    assert message["content"].splitlines()[2:] == [
        "| product | sold | percent |",
        "| --- | ---: | ---: |",
        "| Course | 120 | 49.0 |",
        "| \\*Community\\* | 80 | 32.7 |",
        "",
        "All 3 rows are in the attached file.",
    ]
    (file,) = whop.attachments(message["id"])
    rows = list(csv.reader(file["content"].decode().splitlines()))
    assert ("sales.csv", ["Coaching", "45", "18.4"]) == (file["filename"], rows[3])
