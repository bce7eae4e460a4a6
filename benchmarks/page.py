"""The page of the results: each row's section between two marks, as that row was last measured. Nothing by hand."""

from __future__ import annotations

from pathlib import Path

from record import Record
from row import Row
from table import written

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "benchmarks.md"
RAW = DOCS / "benchmarks"


def keep(row: Row, record: Record) -> None:
    """Write a row's raw figures down, and its section."""
    RAW.mkdir(exist_ok=True)
    raw_of(row.name).write_text(str(record))
    PAGE.write_text(replaced(PAGE.read_text(), row.name, written(row, record)))


def raw_of(name: str) -> Path:
    """Give the place of a row's raw figures."""
    return RAW / f"{name}.json"


def replaced(page: str, name: str, section: str) -> str:
    """Put a section between its marks; where there are none yet, at the end."""
    begin, end = marks(name)
    if begin not in page:
        return f"{page.rstrip()}\n\n{begin}\n\n{section}\n\n{end}\n"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n\n{section}\n\n{end}{rest.partition(end)[2]}"


def marks(name: str) -> tuple[str, str]:
    """Give what stands around a row's section."""
    return f"<!-- made by make bench ROW={name} -->", f"<!-- end of {name} -->"
