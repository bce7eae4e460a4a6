"""The rows that a query gives, read in chunks: the first of them kept, all of them counted and written into a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from airflow_provider_whop.tables.cells import told_apart
from airflow_provider_whop.tables.spreadsheet import lines

CHUNK = 1000
"""Rows that are fetched at once."""


class Rows:
    """
    A handler for ``DbApiHook.run``. Of several statements in one text, the last one counts.

    ``columns`` is None until a statement has given some; ``first`` are the rows that are kept; ``count`` is how many
    were read.

    :param keep: how many are kept.
    :param stop: read one row more than these, and no further.
    :param file: where all of them are written, as CSV in UTF-8; None for nowhere.
    """

    def __init__(self, keep: int, *, stop: bool = False, file: Path | None = None) -> None:
        self.columns: list[str] | None = None
        self.first: list[Any] = []
        self.count = 0
        self._keep, self._stop, self._file = keep, stop, file

    def __call__(self, cursor: Any) -> None:
        """Read what a cursor gives."""
        self.first, self.count = [], 0
        self.columns = told_apart(column[0] for column in cursor.description) if cursor.description else None
        rows = self._counted(cursor) if self.columns is not None else iter(())
        if self._file is None:
            for _ in rows:
                pass
        else:
            with self._file.open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines(chain([self.columns or ()], rows)))

    def _counted(self, cursor: Any) -> Iterator[Any]:
        while chunk := cursor.fetchmany(CHUNK):
            for given in chunk:
                row = tuple(given.values()) if isinstance(given, Mapping) else given  # a connection may ask for such
                self.count += 1
                if self.count <= self._keep:
                    self.first.append(row)
                elif self._stop:
                    return
                yield row
