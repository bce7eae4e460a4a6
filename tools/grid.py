"""Runs cells of the grid (``make matrix``), as many at once as there are cores, and prints a row for each.

What a cell said stands in ``.cache/matrix``; of one that failed, the end of it is printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUTCOMES = ROOT / ".cache" / "matrix"
NOX = ROOT / ".venvs" / "matrix" / "bin" / "nox"
GRID = ("2.11-py3.11", "3.0-py3.11", "3.1-py3.11", "3.2-py3.11", "3.3-py3.11", "3.3-py3.12", "3.3-py3.13")
COLUMNS = ("installed", "examples", "unit tests")
TOLD = 60
"""Lines of a failed cell that are printed."""


def tried(name: str) -> int:
    """Try one cell, and give how its nox ended; what it comes to, the noxfile keeps."""
    outcome, log = OUTCOMES / f"{name}.json", OUTCOMES / f"{name}.log"
    outcome.unlink(missing_ok=True)
    with log.open("w") as said:
        ended = subprocess.run([NOX, "-s", f"airflow-{name}"], cwd=ROOT, stdout=said, stderr=said, check=False)
    if ended.returncode:
        print(f"{name} failed:", *log.read_text().splitlines()[-TOLD:], sep="\n", flush=True)
    return ended.returncode


def row(name: str) -> list[str]:
    """Give what was kept of one cell; what it did not come to is told as FAILED."""
    file = OUTCOMES / f"{name}.json"
    told = json.loads(file.read_text()) if file.exists() else {}
    return [name, *(told.get(column, "FAILED") for column in COLUMNS)]


def printed(names: list[str]) -> int:
    """Print the cells; fail where one is not whole."""
    rows = [row(name) for name in names]
    table = [["Airflow and Python", "installed on", *COLUMNS[1:]], *rows]
    widths = [max(len(line[place]) for line in table) for place in range(len(table[0]))]
    for line in table:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
    return int(any("FAILED" in line for line in rows))


def main(names: list[str]) -> int:
    """Try the cells, all where none is named."""
    names = names or list(GRID)
    if strangers := set(names) - set(GRID):
        sys.exit(f"There is no {', '.join(sorted(strangers))} in the grid; there is {', '.join(GRID)}.")
    OUTCOMES.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        codes = list(cores.map(tried, names))
    return printed(names) or int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
