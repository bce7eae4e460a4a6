"""The run of runs: customers write while processes are killed and Whop has a bad day; no word may be lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from random import Random

from inbox_faults import bad_day, spoilt
from inbox_kills import Kill, Killing, kills
from inbox_plan import Plan, plan, write
from inbox_receipts import Count, spread
from inbox_search import texts_found
from inbox_stage import Stage


@dataclass(frozen=True)
class Size:
    """How much is written, and how much is killed meanwhile."""

    messages: int
    customers: int
    seconds: float
    triggerer_kills: int
    scheduler_kills: int


WHOLE = Size(messages=500, customers=40, seconds=270, triggerer_kills=10, scheduler_kills=2)
SHORT = Size(messages=60, customers=12, seconds=20, triggerer_kills=2, scheduler_kills=1)


@dataclass(frozen=True)
class Runs:
    """What became of one DAG's messages."""

    dag_id: str
    count: Count
    failed: int

    def __str__(self) -> str:
        """A line of the table."""
        count, (middle, worst) = self.count, spread(self.count.delays)
        runs = len({receipt.run for receipt in count.receipts})
        return (
            f"{self.dag_id:12} {len(count.written):7} {count.handled:7} {len(count.repeated):8} {len(count.lost):4} "
            f"{middle:8.1f} {worst:7.1f} {runs:5} {self.failed:6}"
        )


DEATHS_EACH = 2
"""So many workers of each DAG die, as tools/inbox_dags/receipts.py says."""
HEAD = f"{'':12} written handled repeated lost median s worst s  runs failed"


@dataclass(frozen=True)
class Outcome:
    """What became of one run of runs; ``deaths`` is of workers, ``texts`` is where words of customers were found."""

    runs: list[Runs]
    kills: list[Kill]
    deaths: int
    spoilt: tuple[int, int]
    texts: list[str]

    @property
    def kept(self) -> bool:
        """Nothing is lost, repeated, or told on, whoever has died."""
        died = self.deaths == DEATHS_EACH * len(self.runs)
        return died and all(run.count.kept for run in self.runs) and not self.texts

    def __str__(self) -> str:
        """The table."""
        killed = (
            f"{_told(self.kills)}, {self.deaths} workers killed; {self.spoilt[0]} of {self.spoilt[1]} requests spoilt"
        )
        return "\n".join((HEAD, *map(str, self.runs), f"{killed}; customers' words found in {self.texts or 'nothing'}"))


def run_of_runs(stage: Stage, dag_ids: tuple[str, ...], size: Size, seed: int) -> Outcome:
    """Live through one; all the DAGs are given the same messages, and suffer the same kills."""
    random = Random(seed)  # noqa: S311  # a plan, not a secret
    written_when = plan(size.messages, size.customers, size.seconds, 3 * stage.interval, random)
    planned = kills(written_when, stage.triggerers, size.triggerer_kills, size.scheduler_kills, random)
    stage.begin(*dag_ids)
    stage.whop.forget_requests()
    bad_day(stage.whop)
    deaths = stage.workers_may_die()
    written = _lived_through(stage, written_when, planned)
    counts = stage.settled(written, dag_ids)
    runs = [Runs(dag_id, counts[dag_id], _failed(stage, dag_id)) for dag_id in dag_ids]
    died = len([*deaths.iterdir()])
    *_, posted = stage.whop.messages(stage.control)  # the last, as the worker that posts the first dies with it
    texts = texts_found(stage.airflow, next(iter(written)), posted["id"])
    return Outcome(runs, planned, died, spoilt(stage.whop), texts)


def _lived_through(stage: Stage, written_when: Plan, planned: list[Kill]) -> dict[str, datetime]:
    with Killing(stage.airflow, planned):
        return write(stage.whop, written_when)


def _failed(stage: Stage, dag_id: str) -> int:
    """Count the runs in which a task failed."""
    tasks = stage.airflow.all_tasks()
    return len({task["dag_run_id"] for task in tasks if task["dag_id"] == dag_id and task["state"] == "failed"})


def _told(kills: list[Kill]) -> str:
    victims = Counter(kill.victim for kill in kills)
    return ", ".join(f"{victim} killed {times} times" for victim, times in sorted(victims.items()))
