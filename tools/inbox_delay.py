"""From the customer's message to the start of the work, where nothing is killed and Whop is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

from inbox_plan import plan, write
from inbox_receipts import Count, spread
from inbox_stage import Stage

MESSAGES, CUSTOMERS, SECONDS = 60, 20, 150.0


@dataclass(frozen=True)
class Delay:
    """How late one DAG was, at an interval in seconds; ``count`` is of the receipts, ``starts`` of the work."""

    dag_id: str
    interval: float
    count: Count
    starts: list[float]

    @property
    def bounds(self) -> tuple[float, float]:
        """What the median and the worst may be."""
        return self.interval / 2 + 3, 2 * self.interval + 5

    @property
    def kept(self) -> bool:
        """All were handled once, in time."""
        middle, worst = spread(self.starts)
        return self.count.kept and middle <= self.bounds[0] and worst <= self.bounds[1]

    def __str__(self) -> str:
        """A line."""
        cells = [self.interval, len(self.count.written), self.count.handled]
        (middle, worst), receipt = spread(self.starts), spread(self.count.delays)
        return (
            f"{self.dag_id:12} {cells[0]:8g} {cells[1]:7} {cells[2]:7} "
            f"{middle:8.1f} of {self.bounds[0]:<5.1f} {worst:7.1f} of {self.bounds[1]:<5.1f} "
            f"{receipt[0]:9.1f} {receipt[1]:9.1f}"
        )


HEAD = f"{'':12} interval written handled   median to start   worst to start  to the receipt: median, worst"


def delay(stage: Stage, dag_ids: tuple[str, ...], seed: int) -> list[Delay]:
    """Let customers write, and measure."""
    stage.begin(*dag_ids)
    stage.settled({}, dag_ids)
    written_when = plan(MESSAGES, CUSTOMERS, SECONDS, 3 * stage.interval, Random(seed))  # noqa: S311
    written = write(stage.whop, written_when)
    counts = stage.settled(written, dag_ids)
    return [Delay(dag_id, stage.interval, counts[dag_id], _starts(stage, counts[dag_id])) for dag_id in dag_ids]


def _starts(stage: Stage, count: Count) -> list[float]:
    """Give the seconds from each message to the start of what handled it; 0 where that was under way already."""
    begun = {(receipt.dag, receipt.run): _start(stage, receipt.dag, receipt.run) for receipt in count.receipts}
    return [_seconds(count.written, receipt.message, begun[receipt.dag, receipt.run]) for receipt in count.receipts]


def _seconds(written: Mapping[str, datetime], message: str, start: datetime) -> float:
    return max(0.0, (start - written[message]).total_seconds())


def _start(stage: Stage, dag_id: str, run_id: str) -> datetime:
    """When the run started; where the run itself waits, when the task after the sensor did."""
    tasks = {task["task_id"]: task for task in stage.airflow.tasks(dag_id, run_id)}
    if "wait" in tasks:
        return datetime.fromisoformat(tasks["handle"]["start_date"])
    run = stage.airflow.api("GET", f"/api/v2/dags/{dag_id}/dagRuns/{run_id}")
    return datetime.fromisoformat(run["start_date"])
