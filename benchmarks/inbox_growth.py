"""Row: what a look takes that finds ten new messages, by the size of the inbox."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from contest import Figures, Peer, Target
from inboxes import OLD, pages_of
from pinned import figures_of
from row import Row, run
from servers import Prepared, prepared

SIZES = (10, 1_000, 100_000)
NEW, LOOKS = 10, 100
INBOX = "{:,} support channels"
SMALLEST = INBOX.format(SIZES[0])


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Give each inbox a server of its own."""
    with ExitStack() as servers:
        yield [
            Peer(
                INBOX.format(size),
                partial(_looked, servers.enter_context(prepared(pages_of(size, NEW)))),
                "" if size == SIZES[0] else SMALLEST,
            )
            for size in SIZES
        ]


def _looked(server: Prepared) -> Figures:
    before = server.counted()["requests"]
    told = figures_of("bench", "looked.py", server.url, OLD.isoformat(), str(LOOKS), str(NEW))
    return {**told, "requests": (server.counted()["requests"] - before) / (LOOKS + LOOKS // 10)}


def targets() -> Iterator[Target]:
    """Hold the larger ones to the smallest."""
    for size in SIZES[1:]:
        yield Target("requests", INBOX.format(size), most=1, least=1, over=SMALLEST)
        yield Target("CPU µs", SMALLEST, most=1.1, least=0.9, over=INBOX.format(size))
    yield Target("CPU µs", INBOX.format(SIZES[1]), most=1.1, least=0.9, over=INBOX.format(SIZES[2]))


ROW = Row(
    "inbox_growth",
    "An inbox grows",
    f"A look that finds {NEW} new messages, each in a channel of its own, over a connection that is kept; the mean of "
    f"{LOOKS} looks, begun with no garbage to collect. The answers are those of an emulator that holds so many "
    "channels, made beforehand; the page of messages is that of one channel for all.",
    peers,
    [*targets()],
    repetitions=5,
)

if __name__ == "__main__":
    sys.exit(run(ROW))
