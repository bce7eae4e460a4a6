"""Many records in a few places of Airflow's store: a write of Airflow's takes as long for one record as for thirty."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

Kept = Mapping[str, Any]

MANY = 32
LARGEST = 48 * 1024
"""Of one leaf: its records, and its bytes as far as can be told: a record grows by its text once that is sent. Airflow
warns of values above 64 KB."""


class Leaves:
    """
    The leaves of a task's journal, each with the records of some sends, in the order in which these began.

    :param read: gives what an earlier try, or this one, kept in a place; None where nothing is.
    :param write: keeps it there.
    """

    def __init__(self, read: Callable[[str], Kept | None], write: Callable[[str, Kept], None]) -> None:
        self._read, self._write = read, write
        self._leaves: list[dict[str, Kept]] = []
        self._numbers: dict[str, int] = {}
        self._unwritten: set[int] = set()
        self._largest = 0
        self._known = False

    def recall(self, name: str) -> Kept | None:
        """Give the record of a send; None where no leaf has one."""
        self._read_all()
        number = self._numbers.get(name)
        return None if number is None else self._leaves[number][name]

    def keep(self, records: Mapping[str, Kept]) -> None:
        """
        Write down; each leaf once, however many of its records are new.

        A later try reads up to the first that is missing, so one that was not taken is written before any behind it.
        """
        self._read_all()
        self._unwritten |= {self._put(name, record) for name, record in records.items()}
        for number in sorted(self._unwritten):
            self._write(_place(number), self._leaves[number])
            self._unwritten.remove(number)

    def _put(self, name: str, record: Kept) -> int:
        self._largest = max(self._largest, _weight(record))
        if name not in self._numbers:
            if not self._leaves or self._full(self._leaves[-1]):
                self._leaves.append({})
            self._numbers[name] = len(self._leaves) - 1
        number = self._numbers[name]
        self._leaves[number][name] = record
        return number

    def _full(self, leaf: dict[str, Kept]) -> bool:
        return len(leaf) >= MANY or (len(leaf) + 1) * self._largest > LARGEST

    def _read_all(self) -> None:
        while not self._known:
            leaf = self._read(_place(len(self._leaves)))
            self._known = leaf is None
            if leaf:
                self._largest = max(self._largest, *map(_weight, leaf.values()))
                self._numbers |= dict.fromkeys(leaf, len(self._leaves))
                self._leaves.append(dict(leaf))


def _weight(record: Kept) -> int:
    return len(json.dumps(record))


def _place(number: int) -> str:
    return f"leaf {number + 1}"
