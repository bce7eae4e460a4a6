"""A scheduler that is away while customers write; nobody writes after its return, and all has to be handled soon."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from inbox_receipts import Count
from inbox_stage import Stage

ROUNDS = 3
INTERVALS = 3
"""After so many intervals from the scheduler's return, all has to be handled."""


@dataclass(frozen=True)
class Return:
    """What became of the messages of one DAG; ``late`` is the seconds from each return to the last receipt."""

    dag_id: str
    interval: float
    count: Count
    late: list[float]

    @property
    def kept(self) -> bool:
        """All were handled once, in time."""
        return self.count.kept and max(self.late) <= INTERVALS * self.interval

    def __str__(self) -> str:
        """A line."""
        late = ", ".join(f"{seconds:.1f}" for seconds in self.late)
        return (
            f"{self.dag_id:12} {self.interval:8g} {len(self.count.written):7} {self.count.handled:7} "
            f"{len(self.count.repeated):8} {len(self.count.lost):4}   {late} of {INTERVALS * self.interval:g}"
        )


HEAD = f"{'':12} interval written handled repeated lost   seconds from the scheduler's return to the last receipt"


def stopped_scheduler(stage: Stage, dag_ids: tuple[str, ...]) -> list[Return]:
    """Stop it, let customers write over two polls, start it, and wait."""
    stage.begin(*dag_ids)
    stage.settled({}, dag_ids)
    written: dict[str, datetime] = {}
    late: dict[str, list[float]] = {dag_id: [] for dag_id in dag_ids}
    for _ in range(ROUNDS):
        stage.airflow.kill("scheduler", whole=True)
        written |= _two_polls_with_news(stage)
        returned = _return(stage)
        counts = stage.settled(written, dag_ids)
        for dag_id, count in counts.items():
            last = max(receipt.at for receipt in count.receipts)
            late[dag_id].append((last - returned).total_seconds())
    return [Return(dag_id, stage.interval, counts[dag_id], late[dag_id]) for dag_id in dag_ids]


def _two_polls_with_news(stage: Stage) -> dict[str, datetime]:
    """Write once in each of two intervals."""
    written = {}
    for customer in ("ada", "ben"):
        written |= stage.written(customer)
        time.sleep(stage.interval + 1)
    return written


def _return(stage: Stage) -> datetime:
    """Start the scheduler; gives the moment at which it is at work."""
    launched = datetime.now(UTC)
    stage.airflow.launch_again("scheduler")
    stage.airflow.wait_until(lambda: stage.airflow.heartbeat("scheduler") > launched, 60, "no scheduler", every=0.1)
    return stage.airflow.heartbeat("scheduler")
