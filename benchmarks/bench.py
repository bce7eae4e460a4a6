"""``make bench``: measures this provider beside its peers, row by row, and writes docs/benchmarks.md.

``python benchmarks/bench.py [ROW …]``; ends in 1 when a target is not met, whatever the other rows came to.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from row import Row, run

ROWS = ("dag_parse", "one_message", "reading", "waiting", "watching", "inbox_growth", "bulk", "upload")


def main(names: Sequence[str]) -> int:
    """Measure the rows that were asked for, or all; gives the exit status."""
    unknown = set(names) - set(ROWS)
    if unknown:
        print(f"There is no row {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}.", file=sys.stderr)
        return 2
    return max([run(row_of(name)) for name in names or ROWS])


def row_of(name: str) -> Row:
    """Give a row by the name of its file."""
    row: Row = import_module(name).ROW
    return row


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
