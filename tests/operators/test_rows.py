"""Rows are read from a real SQLite in chunks, and memory does not grow with them."""

from __future__ import annotations

import csv
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from airflow_provider_whop.operators.rows import CHUNK, Rows

MANY = """
import sqlite3, sys
from pathlib import Path
from airflow_provider_whop.operators.rows import Rows

def peak():
    (line,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024

numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) SELECT i, {text} FROM n"
rows = Rows(20, file=Path(sys.argv[1]))
cursor = sqlite3.connect(":memory:").cursor()
rows(cursor.execute(numbers.format(rows=1000, text="'x'")))
before = peak()
rows(cursor.execute(numbers.format(rows=1_000_000, text="'=customer ' || i || ' of a shop that sells many things'")))
print(rows.count, len(rows.first), peak() - before)
"""


def read(rows: Rows, count: int) -> Rows:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i, i AS i FROM n"
    rows(sqlite3.connect(":memory:").execute(numbers, [count]))
    return rows


@pytest.mark.parametrize("count", [1, CHUNK - 1, CHUNK, CHUNK + 1])
def test_the_first_are_kept_all_are_counted_and_written(count: int, tmp_path: Path) -> None:
    rows = read(Rows(3, file=tmp_path / "r.csv"), count)
    assert (count, [(number, number) for number in range(1, 4)][:count]) == (rows.count, rows.first)
    with (tmp_path / "r.csv").open(newline="") as file:
        assert [["i", "i_2"], *([str(n), str(n)] for n in range(1, count + 1))] == list(csv.reader(file))


def test_no_more_is_read_than_is_needed_to_know_that_there_is_more() -> None:
    assert 4 == read(Rows(3, stop=True), 10 * CHUNK).count


def test_of_several_statements_the_last_one_counts() -> None:
    rows = read(read(Rows(3), 7), 2)
    assert (2, [(1, 1), (2, 2)]) == (rows.count, rows.first)


def test_rows_that_a_connection_gives_as_dictionaries_are_rows_all_the_same(tmp_path: Path) -> None:
    """As MySQL's and PostgreSQL's do where the connection's extra names such a cursor."""
    made = sqlite3.connect(":memory:")
    made.row_factory = lambda cursor, row: dict(zip([column[0] for column in cursor.description], row, strict=True))
    rows = Rows(1, file=tmp_path / "r.csv")
    rows(made.execute("SELECT 'Ada' AS name, 3 AS sold UNION ALL SELECT 'Bo', 12"))
    assert [("Ada", 3)] == rows.first
    assert ["name,sold", "Ada,3", "Bo,12"] == (tmp_path / "r.csv").read_text().splitlines()


def test_a_million_rows_take_no_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MANY, tmp_path / "r.csv"]
    count, kept, grown = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert ("1000000", "20") == (count, kept)
    assert int(grown) < 64  # MB
    with (tmp_path / "r.csv").open("rb") as file:
        assert 1_000_001 == sum(1 for _ in file)
