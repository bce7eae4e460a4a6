"""Row: the CPU that a page of a hundred messages takes, from the request to the models."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from contest import Peer, Target
from row import Row, run
from samples import PAGE, samples
from servers import prepared

COUNT = 500
OURS, SDK = "this provider", "whop-sdk 2.6.0"
OPERATIONS = {
    OURS: ("bench", "ours", "read"),
    SDK: ("bench", "whop_sdk_2", "read"),
    "whop-sdk 0.0.41": ("whop-sdk-0", "whop_sdk_0", "read"),
    "bare requests.Session": ("bench", "bare", "read_by_requests"),
    "bare httpx.Client": ("bench", "bare", "read_by_httpx"),
}


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Let all read from one server."""
    with prepared(samples()) as server:
        yield [
            Peer(name, partial(server.metered, *operation, COUNT), "" if name == OURS else OURS)
            for name, operation in OPERATIONS.items()
        ]


ROW = Row(
    "reading",
    "A page is read",
    f"One page of {PAGE} messages, read {COUNT} times by one hook, client or session. Ours and the SDKs give models, "
    "and ours holds the answer to its limits (`api/size.py`) and the times to UTC; the others give dicts.",
    peers,
    [Target("CPU µs", OURS, most=0.8, over=SDK)],
)

if __name__ == "__main__":
    sys.exit(run(ROW))
