"""``make strangers``: throws the same faults at our client and at strangers, and writes docs/comparison.md's table.

It ends in 1 when ours has not posted once, and said so, in every row.
"""

from __future__ import annotations

import logging
import sys
import warnings
from contextlib import ExitStack

from comparison import KEPT, Table, compared
from contenders import ROOT, Ours, sdk_0, sdk_2, slack
from faults import ROWS

PAGE = ROOT / "docs" / "comparison.md"
BEGIN, END = "<!-- made by make strangers -->", "<!-- end of what is made -->"


def main() -> int:
    """Compare, print, write; gives the exit status."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")  # FastAPI hides one of its own, which does not hold where threads do it at once
    with ExitStack() as started:
        contenders = [Ours(), *map(started.enter_context, (sdk_0(), sdk_2(), slack()))]
        table = Table([contender.name for contender in contenders])
        print(table.head("fault"))
        for name, table.rows[name] in compared(contenders, ROWS):
            print(table.line(name), flush=True)
    print(f"\n{table.totals()}")
    _write(table)
    return 0 if all(row[0] == KEPT for row in table.rows.values()) else 1


def _write(table: Table) -> None:
    page = PAGE.read_text()
    before, after = page[: page.index(BEGIN)], page[page.index(END) :]
    PAGE.write_text(f"{before}{BEGIN}\n\n{table}\n\n{after}")


if __name__ == "__main__":
    sys.exit(main())
