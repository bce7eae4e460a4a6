"""What became of the customers' messages, counted from the receipts that the measuring DAGs post: one for each id."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from airflow_provider_whop.emulator import WhopEmulator

RECEIPT = re.compile(r"receipt (?P<message>\S+) in (?P<run>\S+) of (?P<dag>\S+)")


@dataclass(frozen=True)
class Receipt:
    """Whop's own memory of a message that was handled, when and by whom."""

    message: str
    run: str
    dag: str
    at: datetime


def receipts(whop: WhopEmulator, channel: str, dag: str) -> list[Receipt]:
    """Read the receipts of one DAG, oldest first."""
    told = [(RECEIPT.fullmatch(message["content"]), message["created_at"]) for message in whop.messages(channel)]
    found = [Receipt(**match.groupdict(), at=datetime.fromisoformat(at)) for match, at in told if match]
    return [receipt for receipt in found if receipt.dag == dag]


@dataclass(frozen=True)
class Count:
    """
    The counts of one DAG.

    :param written: when each message was written, by its id.
    """

    written: Mapping[str, datetime]
    receipts: list[Receipt]
    each: Counter[str] = field(init=False)

    def __post_init__(self) -> None:
        """Count the receipts of each message."""
        object.__setattr__(self, "each", Counter(receipt.message for receipt in self.receipts))

    @property
    def handled(self) -> int:
        """Messages with a receipt."""
        return len(self.each)

    @property
    def repeated(self) -> list[str]:
        """Messages with more receipts than one."""
        return [message for message, times in self.each.items() if times > 1]

    @property
    def lost(self) -> list[str]:
        """Messages without a receipt."""
        return [message for message in self.written if message not in self.each]

    @property
    def delays(self) -> list[float]:
        """Seconds from each handled message to its first receipt."""
        first = {receipt.message: receipt.at for receipt in reversed(self.receipts)}
        return [(at - self.written[message]).total_seconds() for message, at in first.items()]

    @property
    def kept(self) -> bool:
        """None lost, none repeated, and none that nobody wrote."""
        return not self.lost and not self.repeated and self.each.keys() <= self.written.keys()


def spread(delays: list[float]) -> tuple[float, float]:
    """Give the median and the worst."""
    return (median(delays), max(delays)) if delays else (0.0, 0.0)
