"""Row: what a look takes that finds ten new messages, by the size of the inbox."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from contest import Peer, Target
from pinned import ROOT, SERVER, PeerFailed, figures_of, started
from row import Row, run

SIZES = (10, 1_000, 100_000)
NEW, COUNT = 10, 10
INBOX = "{:,} support channels"
SMALLEST = INBOX.format(SIZES[0])


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Give each inbox an emulator of its own; who does not answer does not count."""
    with ExitStack() as servers:
        yield [
            Peer(INBOX.format(size), partial(_looked, servers.enter_context(inbox_of(size))), SMALLEST)
            for size in SIZES
        ]


@contextmanager
def inbox_of(size: int) -> Iterator[str]:
    """Start one; gives its Airflow connection."""
    command = [ROOT / ".venv" / "bin" / "python", ROOT / "benchmarks" / "inbox_of.py", str(size), str(NEW)]
    with started(command, SERVER) as process:
        connection = process.stdout.readline().strip() if process.stdout else ""
        if not connection:
            raise PeerFailed(f"the emulator with {size} channels did not start")
        yield connection


def _looked(connection: str) -> dict[str, float]:
    told = json.loads(connection)
    told["extra"]["rate_limit"] = 0
    return dict(figures_of("bench", "looked.py", json.dumps(told), str(COUNT), str(NEW)))


def targets() -> Iterator[Target]:
    """Hold the larger ones to the smallest."""
    for size in SIZES[1:]:
        yield Target("CPU µs", INBOX.format(size), most=1.1, least=0.9, over=SMALLEST)
        yield Target("requests", INBOX.format(size), most=1, least=1, over=SMALLEST)


ROW = Row(
    "inbox_growth",
    "An inbox grows",
    f"A look that finds {NEW} new messages, each in a channel of its own, over a connection that is kept; the mean of "
    f"{COUNT} looks. The emulator holds the inbox in another process, whose CPU does not count.",
    peers,
    [*targets()],
)

if __name__ == "__main__":
    sys.exit(run(ROW))
