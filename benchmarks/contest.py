"""Peers measured in turn, again and again, and compared within each turn: the machine's moods are shared by all.

A peer that fails is shown as failed; it is never left out, and nothing that is held against it is met.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Peer:
    """
    Who is measured.

    :param measure: measures once, and gives figures by what they are called in the table; raises where that fails.
    :param beside: which of ours it is compared with; empty where it is one of ours.
    """

    name: str
    measure: Callable[[], Figures]
    beside: str = ""


@dataclass(frozen=True)
class Target:
    """
    A bound that is held to.

    :param of: whose figure it is.
    :param over: whose figure it is divided by; empty where the figure itself is bounded.
    """

    figure: str
    of: str
    most: float | None = None
    least: float | None = None
    over: str = ""


class Spread(NamedTuple):
    """What several measurements came to."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """Sum them up."""
        seen = list(values)
        return cls(median(seen), min(seen), max(seen))


@dataclass
class Outcome:
    """The figures of each peer, in the order of their repetitions, and the sentence of each that failed."""

    figures: dict[str, list[Figures]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def spread(self, figure: str, name: str) -> Spread | None:
        """Give a peer's figure; None where it failed."""
        return None if name in self.failed else Spread.of(one[figure] for one in self.figures[name])

    def ratio(self, figure: str, one: str, other: str) -> Spread | None:
        """Divide pair by pair, each of one repetition; None where there are no such pairs."""
        if {one, other} & self.failed.keys():
            return None
        pairs = zip(self.figures[one], self.figures[other], strict=True)
        quotients = [mine[figure] / its[figure] for mine, its in pairs if its[figure]]
        return Spread.of(quotients) if quotients else None

    def came_to(self, target: Target) -> Spread | None:
        """Give what a target bounds."""
        if target.over:
            return self.ratio(target.figure, target.of, target.over)
        return self.spread(target.figure, target.of)

    def met(self, target: Target) -> bool:
        """Tell whether the middle is within the bound."""
        came_to = self.came_to(target)
        if came_to is None:
            return False
        return (target.most is None or came_to.middle <= target.most) and (
            target.least is None or came_to.middle >= target.least
        )


def contest(peers: Sequence[Peer], repetitions: int, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Measure each once to warm up, which does not count, and then all in turn; every second turn runs backwards."""
    outcome = Outcome({peer.name: [] for peer in peers})
    for number in range(repetitions + 1):
        for peer in peers if number % 2 else reversed(peers):
            if peer.name not in outcome.failed:
                _measure(peer, outcome, counts=number > 0)
        say(f"{number} of {repetitions} repetitions" if number else "warm")
    return outcome


def _measure(peer: Peer, outcome: Outcome, *, counts: bool) -> None:
    try:
        figures = peer.measure()
    except Exception as failed:  # noqa: BLE001  # whatever it is, it is shown
        lines = str(failed).strip().splitlines() or [type(failed).__name__]
        outcome.failed[peer.name] = lines[-1]
        return
    if counts:
        outcome.figures[peer.name].append(figures)
