"""When which customer writes: at random, in bursts, and a last time followed by silence. A seed makes it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from airflow_provider_whop.emulator import WhopEmulator

PRIVATE = "words of a customer that no log may hold"
BURST = 12
BURST_LASTS = 0.5
IN_BURSTS = 0.25


@dataclass(frozen=True)
class Plan:
    """
    What is written.

    :param writings: seconds from the beginning, and the number of the customer; in the order of time.
    :param bursts: when the bursts begin.
    """

    writings: tuple[tuple[float, int], ...]
    bursts: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """How long the writing lasts."""
        return self.writings[-1][0]


def plan(messages: int, customers: int, seconds: float, silence: float, random: Random) -> Plan:
    """Spread the messages; the last one is alone, with this ``silence`` before it, and nothing follows it."""
    until = seconds - silence
    bursts = tuple(sorted(random.uniform(0, until) for _ in range(int(messages * IN_BURSTS / BURST))))
    moments = [moment + random.uniform(0, BURST_LASTS) for moment in bursts for _ in range(BURST)]
    moments += [random.uniform(0, until) for _ in range(messages - 1 - len(moments))]
    everybody = list(range(customers)) + random.choices(range(customers), k=messages - customers)
    random.shuffle(everybody)
    return Plan(tuple(zip([*sorted(moments), seconds], everybody, strict=True)), bursts)


def write(whop: WhopEmulator, plan: Plan) -> dict[str, datetime]:
    """Live through a plan; gives the messages' ids, with the time of each by Whop's clock."""
    people = {number: whop.add_customer(f"customer_{number}") for number in sorted({who for _, who in plan.writings})}
    written = {}
    for count, who in enumerate(_in_time(plan.writings)):
        message = whop.customer_writes(people[who], f"{PRIVATE} {count}")
        written[message["id"]] = datetime.fromisoformat(message["created_at"])
    return written


def _in_time(writings: tuple[tuple[float, int], ...], sleep: Callable[[float], None] = time.sleep) -> Iterator[int]:
    """Give each customer at the moment of writing."""
    begun = time.monotonic()
    for moment, who in writings:
        sleep(max(0.0, begun + moment - time.monotonic()))
        yield who
