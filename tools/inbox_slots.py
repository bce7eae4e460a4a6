"""Does a waiting deferrable sensor hold a worker? Twenty of them wait on an Airflow that can run one task at a time."""

from __future__ import annotations

from dataclasses import dataclass

from inbox_stage import Stage

WAITERS = tuple(f"waiter_{number:02}" for number in range(1, 21))
ONE_WORKER = {"AIRFLOW__CORE__PARALLELISM": "1"}


@dataclass(frozen=True)
class Held:
    """What was held while all waited."""

    waiting: int
    slots: int
    worked: str

    @property
    def kept(self) -> bool:
        """Nothing was, and the only worker did something else."""
        return (self.waiting, self.slots, self.worked) == (len(WAITERS), 0, "success")

    def __str__(self) -> str:
        """A line."""
        return (
            f"{self.waiting} deferrable sensors wait: {self.slots} slots of the pool held; "
            f"a task that needs the only worker meanwhile: {self.worked}"
        )


def slots(stage: Stage) -> Held:
    """Let all wait, and another task run."""
    stage.airflow.unpause(*WAITERS, "needs_a_worker")
    runs = {dag_id: stage.airflow.trigger(dag_id) for dag_id in WAITERS}
    stage.airflow.wait_until(lambda: _waiting(stage, runs) == len(runs), 180, "not all wait", every=2.0)
    worked = stage.airflow.finished("needs_a_worker", stage.airflow.trigger("needs_a_worker"))
    pool = stage.airflow.api("GET", "/api/v2/pools/default_pool")
    return Held(_waiting(stage, runs), pool["occupied_slots"], worked)


def _waiting(stage: Stage, runs: dict[str, str]) -> int:
    return sum(stage.airflow.task(dag_id, run, "wait")["state"] == "deferred" for dag_id, run in runs.items())
