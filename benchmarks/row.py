"""A row of the bench: who is measured at what, and which bounds hold. ``run`` measures it, shows it, writes it down."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from contest import Peer, Target, contest
from record import Record


@dataclass(frozen=True)
class Row:
    """
    One question, put to all peers.

    :param name: of its file, and of what ``make bench ROW=`` takes.
    :param measured: what is measured, as sentences for the page.
    :param peers: starts what they need, and gives them, ours first; ends it behind the block.
    """

    name: str
    title: str
    measured: str
    peers: Callable[[], AbstractContextManager[Sequence[Peer]]]
    targets: Sequence[Target]
    repetitions: int = 5


def run(row: Row) -> int:
    """Measure, print the table, write it down; gives the exit status, 1 where a target is not met or a peer failed."""
    from page import keep
    from table import written

    def say(line: str) -> None:
        print(f"{row.name}: {line}", file=sys.stderr, flush=True)

    with row.peers() as peers:
        outcome = contest(peers, row.repetitions, say)
    record = Record.now(row.name, {peer.name: peer.beside for peer in peers}, outcome)
    keep(row, record)
    print(written(row, record), flush=True)
    return 0 if all(map(outcome.met, row.targets)) else 1
