"""Two triggerers at once: four DAGs watch one inbox, two from each; then one triggerer stalls, and both hold all.

A stalled triggerer, as on a machine that stands still, does not know that its triggers were given to the other. When it
goes on, both run them, until it asks Airflow what it is to run.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cluster_airflow import TRIGGERERS
from cluster_row import Meanwhile, Row, in_one, of_receipts
from cluster_stage import WATCHERS, ClusterStage
from processes import of_sessions, signalled

NAMES = tuple(f"watcher_{number:02}" for number in range(1, WATCHERS + 1))
QUIET = 60.0
PATIENCE = 120.0
MESSAGES = 20
EVERY = 1.0
"""Seconds between two messages."""
SETTINGS = {"AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "30"}
"""As Airflow has it by itself."""
HELD = Path(__file__).resolve().parent / "cluster_held.py"


def triggerers(stage: ClusterStage) -> list[Row]:
    """Watch from both, and then through a stall."""
    _shared_out(stage)
    looks = _quiet_looks(stage)
    most = len(TRIGGERERS) * (int(QUIET / stage.interval) + 1)
    told = [f"{_held(stage)}; {looks} looks in {QUIET:g} quiet seconds, of at most {most}"]
    broken = [] if 0 < looks <= most else [f"{looks} looks are not what two triggerers need"]
    before = Tally.of(stage)
    row = _counted(stage, "from two triggerers", _written(stage), before, Meanwhile(0, told, broken))
    before = Tally.of(stage)
    written, told = _through_stall(stage)
    row_of_stall = _counted(stage, "through a stall", written, before, Meanwhile(1, told))
    secrets = stage.secrets_told(next(iter(written)))
    return [row, replace(row_of_stall, meanwhile=replace(row_of_stall.meanwhile, broken=secrets))]


@dataclass(frozen=True)
class Tally:
    """What Airflow counts of the watches so far."""

    events: int
    runs: int
    looks: int

    @classmethod
    def of(cls, stage: ClusterStage) -> Tally:
        """Ask."""
        events = stage.airflow.api("GET", "/api/v2/assets/events?limit=1")["total_entries"]
        return cls(events, sum(len(stage.airflow.runs(name)) for name in NAMES), stage.looks())

    def since(self, before: Tally) -> str:
        """Tell what came since."""
        return (
            f"{self.events - before.events} asset events, {self.runs - before.runs} runs, "
            f"{self.looks - before.looks} looks of watches and runs"
        )


def _counted(stage: ClusterStage, name: str, written: dict[str, datetime], before: Tally, meanwhile: Meanwhile) -> Row:
    """Wait until all is handled, and make one line of the watchers."""
    counts = stage.settled(written, NAMES)
    stage.greetings.update(written)  # what comes after is measured by itself
    told = [*meanwhile.told, Tally.of(stage).since(before)]
    rows = [of_receipts(name, counts[dag_id], meanwhile) for dag_id in NAMES]
    return in_one(name, rows, replace(meanwhile, told=told))


def _written(stage: ClusterStage) -> dict[str, datetime]:
    """Let customers write one message after another."""
    written = {}
    for number in range(MESSAGES):
        written |= stage.written(("ada", "ben", "cleo")[number % 3])
        time.sleep(EVERY)
    return written


def _shared_out(stage: ClusterStage) -> None:
    """Have each triggerer hold the watches of half of the DAGs: whichever asks first would take all that are new."""
    one, other = TRIGGERERS
    half = len(NAMES) // 2
    with _stalled(stage, other):
        stage.begin(*NAMES[:half])
    with _stalled(stage, one):
        for name in NAMES[half:]:
            stage.airflow.switch_on(name)
        stage.airflow.read_again(NAMES[0])  # all stand in one file
        _await_held(stage, {one: half, other: half})
    stage.begin(*NAMES)


def _through_stall(stage: ClusterStage) -> tuple[dict[str, datetime], list[str]]:
    """Stall one until the other holds all, and go on while customers write."""
    one, other = TRIGGERERS
    with _stalled(stage, one):
        written = _written(stage)
        _await_held(stage, {other: len(NAMES)})
        written |= _written(stage)
    told = [f"{one} goes on as {other} holds all"]
    return written | _written(stage), told


@contextmanager
def _stalled(stage: ClusterStage, name: str) -> Iterator[None]:
    """Stop a process and all that it has started for a while."""
    pids = of_sessions({stage.airflow.process(name)})
    for pid in pids:
        signalled(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            signalled(pid, signal.SIGCONT)


def _quiet_looks(stage: ClusterStage) -> int:
    stage.airflow.wait_until(stage.airflow.idle, PATIENCE, "runs go on", every=1.0)  # for each run looks, too
    before = stage.looks()
    time.sleep(QUIET)
    return stage.looks() - before


def _await_held(stage: ClusterStage, wanted: dict[str, int]) -> None:
    stage.airflow.wait_until(lambda: _held(stage) == wanted, PATIENCE, f"the watches are not {wanted}", every=1.0)


def _held(stage: ClusterStage) -> dict[str, int]:
    """Count the watches of each triggerer."""
    command = [stage.airflow.python, HELD]
    ended = subprocess.run(command, env=stage.airflow.env, capture_output=True, text=True, check=True)
    return dict(json.loads(ended.stdout))
