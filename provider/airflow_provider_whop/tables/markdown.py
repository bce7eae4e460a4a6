"""Rows as a Markdown table of GitHub's kind, in which nothing that a cell holds acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airflow_provider_whop.tables.cells import is_number, words
from airflow_provider_whop.templates import defused

Row = Sequence[Any]


def table(columns: Sequence[str], rows: Sequence[Row], beneath: str = "") -> str:
    """
    Write a table; columns of nothing but numbers stand at the right.

    :param beneath: a sentence below it.
    """
    rules = ["---:" if _numbers([row[place] for row in rows]) else "---" for place in range(len(columns))]
    lines = [_line(map(cell, columns)), _line(rules), *(_line(map(cell, row)) for row in rows)]
    return "\n".join([*lines, *(["", beneath] if beneath else [])])


def as_data(columns: Sequence[str], row: Row) -> dict[str, Any]:
    """Give a row to a template: numbers as they are, everything else as the words that stand in the table."""
    return {name: value if is_number(value) else cell(value) for name, value in zip(columns, row, strict=True)}


def cell(value: Any) -> str:
    """Write a value in one line, so that its letters are shown and nothing else is done with them."""
    told = words(value)
    return told if is_number(value) else defused(" ".join(told.split()))


def _numbers(values: Sequence[Any]) -> bool:
    there = [value for value in values if value is not None]
    return bool(there) and all(map(is_number, there))


def _line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"
