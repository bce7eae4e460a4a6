"""Row: what deferred sensors cost the triggerer that they wait in, polling every second and finding nothing."""

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

COUNTS = (50, 300, 1000)
OURS, OWN, HTTP = "{:,} sensors, one inbox", "{:,} sensors, a customer each", "{:,} HttpSensorTriggers"
OPERATIONS = {
    OURS: ("waits", "for_one_inbox"),
    OWN: ("waits", "for_own_customers"),
    HTTP: ("http_waits", "for_an_address"),
}
CPU, CONNECTIONS, LAG = "CPU µs per poll", "connections per poll", "lag p99 ms"


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Let all of them poll one server."""
    with prepared(quiet_page()) as server:
        yield [
            Peer(
                name.format(count),
                partial(figures_of, "bench", "deferred.py", *operation, server.url, str(count)),
                OURS.format(count) if name == HTTP else "",
            )
            for count in COUNTS
            for name, operation in OPERATIONS.items()
        ]


def targets() -> Iterator[Target]:
    """Hold both of ours to the same."""
    for count in COUNTS:
        for ours in (OURS.format(count), OWN.format(count)):
            yield Target(CPU, ours, most=0.5, over=HTTP.format(count))
            yield Target(CONNECTIONS, ours, most=0)
    yield from (Target(LAG, name.format(300), most=50) for name in (OURS, OWN))


ROW = Row(
    "waiting",
    "Deferred sensors wait",
    "Triggers of sensors begun at once in one event loop, as the triggerer runs them, each polling every second for "
    "nothing; what they take from two seconds on, for four, and how late the loop is in the four behind. Ours read a "
    "page of 100 support channels, and share what they ask: all want any customer's message of one inbox, or each "
    "another customer's. HttpSensorTrigger is answered 404 in a few bytes. A poll is a turn of a trigger's loop. The "
    "connection is in the environment, the log goes to the supervisor as JSON; the garbage collector is on, as it is "
    "in the triggerer. Lag is how late a task is that sleeps for 10 ms, again and again; it is not in the CPU.",
    peers,
    [*targets()],
    repetitions=5,
)

if __name__ == "__main__":
    sys.exit(run(ROW))
