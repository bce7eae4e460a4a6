"""A line of the cluster's table: what was posted, what became of it, how late, and who was killed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inbox_receipts import Count, spread

HEAD = f"{'':28} posted lost repeated median s worst s  kills"


@dataclass(frozen=True)
class Meanwhile:
    """
    What else there is to say of a line.

    :param kills: processes that were killed, or stood still.
    :param told: sentences on what was seen.
    :param broken: sentences on what was promised, and is not so.
    """

    kills: int = 0
    told: Sequence[str] = ()
    broken: Sequence[str] = ()


@dataclass(frozen=True)
class Row:
    """
    What became of the messages of one DAG.

    :param posted: messages that had to be handled, or announced.
    :param lost: how many of them were not.
    :param repeated: how many were, more than once; and what nobody asked for.
    :param delays: seconds from each message to what became of it.
    """

    name: str
    posted: int
    lost: int
    repeated: int
    delays: list[float]
    meanwhile: Meanwhile = field(default_factory=Meanwhile)

    @property
    def kept(self) -> bool:
        """Something was posted, nothing is lost or repeated, and all else is as promised."""
        return self.posted > 0 and not (self.lost or self.repeated or self.meanwhile.broken)

    def __str__(self) -> str:
        """The line, and the sentences below it."""
        (middle, worst), kills = spread(self.delays), self.meanwhile.kills
        told = [*self.meanwhile.told, *(f"BROKEN: {broken}" for broken in self.meanwhile.broken)]
        line = f"{self.name:28} {self.posted:6} {self.lost:4} {self.repeated:8} {middle:8.1f} {worst:7.1f} {kills:6}"
        return "\n".join((line, *(f"  {sentence}" for sentence in told)))


def of_receipts(name: str, count: Count, meanwhile: Meanwhile) -> Row:
    """Make the line of a DAG that acknowledges what customers write; what nobody wrote counts as repeated."""
    known = [receipt for receipt in count.receipts if receipt.message in count.written]
    repeated = len(count.repeated) + len(count.each.keys() - count.written.keys())
    return Row(name, len(count.written), len(count.lost), repeated, Count(count.written, known).delays, meanwhile)


def of_places(name: str, found: Mapping[str, Sequence[object]], delays: list[float], meanwhile: Meanwhile) -> Row:
    """Make the line of one message for each of many places: a channel that it is announced in, a sensor that waits."""
    lost = sum(not messages for messages in found.values())
    repeated = sum(len(messages) > 1 for messages in found.values())
    return Row(name, len(found), lost, repeated, delays, meanwhile)


def in_one(name: str, rows: Sequence[Row], meanwhile: Meanwhile) -> Row:
    """Add lines up."""
    delays = [delay for row in rows for delay in row.delays]
    posted, lost = sum(row.posted for row in rows), sum(row.lost for row in rows)
    return Row(name, posted, lost, sum(row.repeated for row in rows), delays, meanwhile)
