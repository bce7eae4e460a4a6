"""Row: the CPU that posting one message takes, in the state that a task has its hook in."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from contest import Peer, Target
from row import Row, run
from samples import samples
from servers import prepared

COUNT = 1000
OURS, SDK, BARE = "this provider", "whop-sdk 2.6.0", "bare requests.Session"
OPERATIONS = {
    OURS: ("bench", "ours", "send"),
    "this provider, where requests is loaded": ("bench", "ours", "send_with_requests_loaded"),
    SDK: ("bench", "whop_sdk_2", "send"),
    "whop-sdk 0.0.41": ("whop-sdk-0", "whop_sdk_0", "send"),
    "SlackHook.call": ("bench", "slack", "send"),
    "HttpHook.run": ("bench", "http", "send"),
    BARE: ("bench", "bare", "send_by_requests"),
    "bare httpx.Client": ("bench", "bare", "send_by_httpx"),
}


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Let all post to one server."""
    with prepared(samples()) as server:
        yield [
            Peer(name, partial(server.metered, *operation, COUNT), "" if operation[1] == "ours" else OURS)
            for name, operation in OPERATIONS.items()
        ]


ROW = Row(
    "one_message",
    "One message is posted",
    f"The mean of {COUNT:,} posts by one hook, client or session, without a limit of the rate. Airflow's hooks are in "
    "the state that a task has them in: the connection in the environment, the log as JSON to the supervisor; what a "
    "task of Airflow 3.3 writes down of each send is not in it. Ours checks the answer, gives a model and writes two "
    "lines to the log; the SDKs give models, the others dicts. SlackHook makes a connection for each call.",
    peers,
    [Target("CPU µs", OURS, most=1.0, over=SDK), Target("CPU µs", OURS, most=1.15, over=BARE)],
)

if __name__ == "__main__":
    sys.exit(run(ROW))
