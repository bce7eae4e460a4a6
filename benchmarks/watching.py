"""Row: what an inbox costs the triggerer in each interval between two looks, by the number of DAGs that watch it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from contest import Peer, Target
from inboxes import quiet_page
from pinned import figures_of
from row import Row, run
from servers import prepared

COUNTS = (1, 20, 100)
WATCH = "watched by {}"
CPU, REQUESTS, ALONE = "CPU µs an interval", "requests an interval", WATCH.format(1)


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Let all of them watch one server."""
    with prepared(quiet_page()) as server:
        yield [
            Peer(WATCH.format(count), partial(figures_of, "bench", "watched.py", server.url, str(count)))
            for count in COUNTS
        ]


def targets() -> Iterator[Target]:
    """Hold all of them to what one DAG takes."""
    for count in COUNTS:
        yield Target(REQUESTS, WATCH.format(count), most=1, least=1)
        if count > 1:
            yield Target(CPU, WATCH.format(count), most=1.1, least=0.9, over=ALONE)


ROW = Row(
    "watching",
    "DAGs watch an inbox",
    "The triggers of DAGs that customers' messages start, each with an asset of its own, watch one inbox in Airflow's "
    "shared streams, looking every second and finding nothing; the page that is read holds 100 support channels. What "
    "Airflow remembers of the assets is kept in the process. CPU is that of the whole process in an interval.",
    peers,
    [*targets()],
    repetitions=5,
)

if __name__ == "__main__":
    sys.exit(run(ROW))
