"""Compares senders: throws each fault at each of them, with one retry as Airflow's, and counts what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import sleep

from airflow_provider_whop.emulator import WhopEmulator
from contenders import Contender
from faults import Row

RETRY_DELAY = 1.0
KEPT = "1 ok"
KINDS = ("once, and told so", "once, but told as failed", "more than once", "not at all")


@dataclass
class Table:
    """What came of each fault, for each sender; as Markdown, in columns that a terminal shows well too."""

    names: list[str]
    rows: dict[str, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        """All of it."""
        return "\n".join((self.head("fault"), *(self.line(name) for name in self.rows), "", self.totals()))

    def head(self, about: str) -> str:
        """Name the columns."""
        names = self._line(about, self.names)
        return f"{names}\n{'|'.join('-' * len(name) for name in names.split('|'))}"

    def line(self, name: str) -> str:
        """Tell of one fault."""
        return self._line(name, self.rows[name])

    def totals(self) -> str:
        """Count for each sender how often each kind of thing came of it."""
        columns = [Counter(map(_kind, column)) for column in zip(*self.rows.values(), strict=True)]
        lines = (self._line(kind, [str(column[kind]) for column in columns]) for kind in KINDS)
        return "\n".join((self.head(f"of {len(self.rows)} faults"), *lines))

    def _line(self, first: str, cells: Sequence[str]) -> str:
        padded = (f"{cell:{len(name)}}" for name, cell in zip(self.names, cells, strict=True))
        return f"| {first:40} | {' | '.join(padded)} |"


def compared(contenders: Sequence[Contender], rows: Sequence[Row]) -> Iterator[tuple[str, list[str]]]:
    """Throw each fault at all senders at once, each on an emulator of its own; what takes the time is waiting."""
    with ThreadPoolExecutor(len(contenders)) as pool:
        for row in rows:
            yield row.name, list(pool.map(lambda contender, row=row: came_of(row, contender), contenders))


def came_of(row: Row, contender: Contender) -> str:
    """Throw one fault at one sender: how many messages there are then, and whether its task ended well."""

    def send(whop: WhopEmulator, row: Row) -> str:
        with contender.task(whop, row) as attempt:
            told = attempt()
            if told != "ok":
                sleep(RETRY_DELAY)
                told = attempt()
        sleep(_held_back(row))
        return told

    outcome = row.throw(send)
    return f"{outcome.messages} {'ok' if outcome.told == 'ok' else 'error'}"


def _held_back(row: Row) -> float:
    """Tell how long a request may lie at the emulator after its sender has given up, and then be accepted."""
    return float(row.fault.get("wait_before", 0)) if isinstance(row.fault, dict) else 0.0


def _kind(cell: str) -> str:
    messages, told = cell.split()
    if messages == "1":
        return KINDS[0] if told == "ok" else KINDS[1]
    return KINDS[3] if messages == "0" else KINDS[2]
