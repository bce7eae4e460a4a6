"""Row: many messages of one task under a limit of the rate, each of them there once, as the server counts them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from contest import Figures, Peer, Target
from limiting import USED_UP
from peers import KEY
from pinned import PeerFailed, figures_of
from row import Row, run
from samples import samples
from servers import prepared

COUNT, LIMIT = 5000, 6000
SHARE = "% of the limit"
OURS, IN_STOCK = "this provider", "this provider, the limit unused before"
OPERATIONS = {
    OURS: ("bench", "ours"),
    "whop-sdk 2.6.0": ("bench", "whop_sdk_2"),
    "whop-sdk 0.0.41": ("whop-sdk-0", "whop_sdk_0"),
    "bare httpx.AsyncClient": ("bench", "bare_httpx"),
}


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Give each a server of its own, as each needs the whole limit."""
    yield [
        *(Peer(name, partial(sent, *who), "" if name == OURS else OURS) for name, who in OPERATIONS.items()),
        Peer(IN_STOCK, partial(sent, *OPERATIONS[OURS], used_up=False)),
    ]


def sent(venv: str, operation: str, *, used_up: bool = True) -> Figures:
    """
    Let a peer send all of them.

    :param used_up: others have used up beforehand what the limit allows at once.
    :raises PeerFailed: not each of them is there once.
    """
    with prepared(samples(), "limiting.py", str(LIMIT), *[USED_UP] * used_up) as server:
        told = dict(figures_of(venv, "in_bulk.py", operation, _connection(server.url), str(COUNT)))
        counted = server.counted()
    once(counted)
    share = {SHARE: told.pop("messages a minute") / LIMIT * 100}
    return share | told | {"turned away": counted["refused"], "connections": counted["connections"]}


def once(counted: Mapping[str, int]) -> None:
    """Refuse what is not each message once."""
    missing, repeated = COUNT - counted["different"], counted["taken"] - counted["different"]
    if missing or repeated:
        raise PeerFailed(f"of {COUNT:,} messages, {missing:,} are missing and {repeated:,} are there twice")


def _connection(url: str) -> str:
    extra = {"user_id": "user_team", "rate_limit": LIMIT}
    return json.dumps({"conn_type": "whop", "host": url, "password": KEY, "extra": extra})


ROW = Row(
    "bulk",
    "Many messages are sent by one task",
    f"{COUNT:,} messages with a text of their own each, under a limit of {LIMIT:,} a minute. The server enforces it "
    "with the emulator's bucket, refilled evenly, and counts what it took; a peer that has not each message there "
    "once has failed. When the first comes, others have used up what the limit allows at once; in the last line they "
    "have not, and only the CPU limits it. Ours goes by `asend_messages` of a hook that knows its connection's "
    "`rate_limit`; what a task of Airflow 3.3 writes down of each send is not in it. The SDKs and httpx have ten "
    "under way at once, as ours has, and know the limit by being turned away; the SDKs then wait and try again, "
    "twice.",
    peers,
    [Target(SHARE, OURS, least=95), Target(SHARE, IN_STOCK, least=95)],
    repetitions=5,
)

if __name__ == "__main__":
    sys.exit(run(ROW))
