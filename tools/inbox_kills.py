"""Kills triggerers and schedulers of a real Airflow at random times, and starts each again."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Self

from airflow_processes import AirflowProcesses
from inbox_plan import Plan

AFTER_A_BURST = 3
AWAY = 5.0
SCHEDULER = ("scheduler",)


@dataclass(frozen=True, order=True)
class Kill:
    """
    One kill.

    :param at: seconds from the beginning.
    :param victim: the name of the process.
    :param whole: with all that it has started, as when a machine dies; else those live on as orphans meanwhile.
    :param away: seconds until it is started again.
    """

    at: float
    victim: str
    whole: bool
    away: float


def kills(plan: Plan, triggerers: Sequence[str], times: int, schedulers: int, random: Random) -> list[Kill]:
    """
    Spread the kills over the writing; triggerers take turns, and every second kill of each is of the whole.

    Some triggerers are killed right after a burst, and the last one right after the last message.
    """
    spread = [*_spread(plan.seconds, times - 1, random), plan.seconds + random.uniform(0, 1)]
    for burst in random.sample(plan.bursts, min(AFTER_A_BURST, len(plan.bursts))):
        spread[_nearest(spread[:-1], burst)] = burst + random.uniform(0, 1)
    return sorted(
        _made(sorted(spread), triggerers, random) + _made(_spread(plan.seconds, schedulers, random), SCHEDULER, random)
    )


def _made(moments: Sequence[float], victims: Sequence[str], random: Random) -> list[Kill]:
    turns = [divmod(number, len(victims)) for number in range(len(moments))]
    return [
        Kill(at, victims[who], whole=turn % 2 == 1, away=random.uniform(0, AWAY))
        for at, (turn, who) in zip(moments, turns, strict=True)
    ]


def _spread(seconds: float, times: int, random: Random) -> list[float]:
    """Give moments at random, one in each of as many stretches of time."""
    stretch = seconds / max(times, 1)
    return [stretch * (number + random.uniform(0.3, 1)) for number in range(times)]


def _nearest(moments: Sequence[float], moment: float) -> int:
    return min(range(len(moments)), key=lambda number: abs(moments[number] - moment))


class Killing:
    """While the block lasts, live through the kills; a block that does not fail ends after the last of them."""

    def __init__(self, airflow: AirflowProcesses, kills: Sequence[Kill]) -> None:
        self._airflow = airflow
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._live_through, args=([kill for kill in kills if kill.victim == victim],))
            for victim in sorted({kill.victim for kill in kills})
        ]

    def __enter__(self) -> Self:
        """Begin."""
        self._begun = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        """Wait for the last kill, and for the last start."""
        if failed:
            self._over.set()
        for thread in self._threads:
            thread.join()

    def _live_through(self, kills: Sequence[Kill]) -> None:
        for kill in kills:
            if self._over.wait(max(0.0, self._begun + kill.at - time.monotonic())):
                return
            self._airflow.kill(kill.victim, whole=kill.whole)
            self._over.wait(kill.away)
            self._airflow.launch_again(kill.victim)
