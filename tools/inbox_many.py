"""Twenty DAGs on twenty assets of one inbox: what their looks cost, and what a pause and a kill do to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inbox_receipts import Count, spread
from inbox_stage import Stage

WATCHERS = tuple(f"watcher_{number:02}" for number in range(1, 21))
PAUSED = WATCHERS[0]
QUIET = 60.0
PAUSE = 60.0


@dataclass(frozen=True)
class Many:
    """The looks of a quiet minute, and what became of the messages of each DAG."""

    looks: int
    interval: float
    triggerers: int
    counts: dict[str, Count]

    @property
    def most_looks(self) -> int:
        """One for each interval and triggerer, and one more where the minute begins between two."""
        return self.triggerers * (int(QUIET / self.interval) + 1)

    @property
    def kept(self) -> bool:
        """Each DAG was given every message once, for the looks of one."""
        return 0 < self.looks <= self.most_looks and all(count.kept for count in self.counts.values())

    def __str__(self) -> str:
        """The lines."""
        paused = self.counts[PAUSED]
        others = [count for dag_id, count in self.counts.items() if dag_id != PAUSED]
        looks = (
            f"{len(self.counts)} DAGs on as many assets, {self.triggerers} triggerers, interval {self.interval:g} s: "
            f"{self.looks} looks in {QUIET:g} quiet seconds, of at most {self.most_looks}"
        )
        return "\n".join((looks, _line("the one that was paused", [paused]), _line("the others", others)))


def _line(who: str, counts: list[Count]) -> str:
    middle, worst = spread([delay for count in counts for delay in count.delays])
    sums = [sum(map(of, counts)) for of in _COLUMNS]
    return (
        f"  {who:24} to be given {sums[0]:4}, handled {sums[1]:4}, repeated {sums[2]}, lost {sums[3]}; "
        f"to the receipt: median {middle:.1f} s, worst {worst:.1f} s"
    )


_COLUMNS: tuple[Callable[[Count], int], ...] = (
    lambda count: len(count.written),
    lambda count: count.handled,
    lambda count: len(count.repeated),
    lambda count: len(count.lost),
)


def many(stage: Stage) -> Many:
    """Count the looks while nobody writes; then let customers write through a pause and a kill."""
    stage.begin(*WATCHERS)
    looks = _quiet_looks(stage)
    written = _through_pause_and_kill(stage)
    return Many(looks, stage.interval, len(stage.triggerers), stage.settled(written, WATCHERS))


def _quiet_looks(stage: Stage) -> int:
    stage.airflow.wait_until(stage.airflow.idle, 120, "runs go on", every=1.0)  # for each run looks, too
    before = stage.looks()
    time.sleep(QUIET)
    return stage.looks() - before


def _through_pause_and_kill(stage: Stage) -> dict[str, datetime]:
    """Write before, amid and after a pause of one of them, amid which the triggerer is killed and started again."""
    written = stage.written("ada")
    stage.settled(written, WATCHERS)
    stage.airflow.switch_off(PAUSED)
    paused = time.monotonic()
    written |= stage.written("ben")
    stage.settled(written, [dag_id for dag_id in WATCHERS if dag_id != PAUSED])
    stage.airflow.kill(stage.triggerers[0], whole=True)
    written |= stage.written("cleo")
    stage.airflow.launch_again(stage.triggerers[0])
    time.sleep(max(0.0, paused + PAUSE - time.monotonic()))
    stage.airflow.switch_on(PAUSED)
    return written | stage.written("ada")
