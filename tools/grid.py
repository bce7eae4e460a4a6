"""Prints the grid of ``make matrix``: a row for each Airflow and Python, and what was tried of the wheel there."""

from __future__ import annotations

import json
import sys
from pathlib import Path

OUTCOMES = Path(__file__).parent.parent / ".cache" / "matrix"
GRID = ("2.11-py3.11", "3.0-py3.11", "3.1-py3.11", "3.2-py3.11", "3.3-py3.11", "3.3-py3.12", "3.3-py3.13")
COLUMNS = ("installed", "examples", "unit tests")


def row(name: str) -> list[str]:
    """Give what was kept of one cell; what it did not come to is told as FAILED."""
    file = OUTCOMES / f"{name}.json"
    told = json.loads(file.read_text()) if file.exists() else {}
    return [name, *(told.get(column, "FAILED") for column in COLUMNS)]


def main(names: list[str]) -> int:
    """Print the cells; fail where one is not whole."""
    rows = [row(name) for name in names]
    table = [["Airflow and Python", "installed on", *COLUMNS[1:]], *rows]
    widths = [max(len(line[place]) for line in table) for place in range(len(table[0]))]
    for line in table:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)))
    return int(any("FAILED" in line for line in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(GRID)))
