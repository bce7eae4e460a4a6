"""Rows as lines of a CSV file (RFC 4180), in which no text is a formula to the spreadsheet that opens it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from airflow_provider_whop.tables.cells import is_number, words

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # fmt: skip
"""What a formula begins with. Source: OWASP, "CSV Injection"."""


def lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Write each row as one line, its end included."""
    line = _Line()
    writer = csv.writer(line)
    for row in rows:
        writer.writerow([guarded(value) for value in row])
        yield line.text


def guarded(value: Any) -> str:
    """Tell a value in words, with a ``'`` before a text that would be a formula; a number is none."""
    told = words(value)
    return f"'{told}" if told.startswith(FORMULA) and not is_number(value) else told


class _Line:
    """What the writer writes to: it keeps the one line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text
