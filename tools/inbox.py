"""``make inbox``: what becomes of customers' messages on a real Airflow while its processes are killed, as tables.

``python tools/inbox.py [scenario…] [--seed N] [--short] [--dags by_sensor]``; ends in 1 when a bound is broken. Without
a name it plays all, which takes forty minutes.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from inbox_delay import HEAD as DELAY_HEAD
from inbox_delay import delay
from inbox_many import many
from inbox_runs import SHORT, WHOLE, run_of_runs
from inbox_scheduler import HEAD as SCHEDULER_HEAD
from inbox_scheduler import stopped_scheduler
from inbox_slots import ONE_WORKER, slots
from inbox_stage import Stage, stage

ROOT = Path(__file__).resolve().parent.parent
BOTH = ("by_sensor", "by_watcher")
INTERVAL = 5.0
LATE = 1.0
"""Seconds after which a message shows in Whop's lists, where Whop has a bad day."""


class Told(Protocol):
    """What a scenario tells: lines, and whether they are within its bounds."""

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        ...


def main() -> int:
    """Play the scenarios that were asked for, or all."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that Airflow's processes are ended too
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=", ".join(SCENARIOS))
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--short", action="store_true", help="runs of runs of a minute")
    parser.add_argument("--airflow", default="3.3", help="3.0 to 3.3, where .venvs has it; 2.11 for runs by_sensor")
    parser.add_argument("--dags", nargs="*", default=BOTH, help="by_sensor, by_watcher")
    asked = parser.parse_args()
    kept = [_played(name, asked) for name in asked.scenarios or SCENARIOS]  # each is played, whatever the others did
    return 0 if all(kept) else 1


def _played(name: str, asked: argparse.Namespace) -> bool:
    begun = time.monotonic()
    print(f"\n{name}, seed {asked.seed}", flush=True)
    told = list(SCENARIOS[name](asked))
    print(*told, f"{time.monotonic() - begun:.0f} s in all", sep="\n", flush=True)
    return all(one.kept for one in told)


def _staged(
    name: str, asked: argparse.Namespace, interval: float = INTERVAL, **options: Any
) -> AbstractContextManager[Stage]:
    venv = ROOT / ".venvs" / f"airflow-{asked.airflow}"
    return stage(ROOT / ".demo" / f"inbox-{name}", interval, venv=venv, **options)


def _runs(triggerers: int, asked: argparse.Namespace) -> Iterable[Told]:
    with _staged(f"runs-{triggerers}", asked, triggerers=triggerers, visible_after=LATE, seed=asked.seed) as there:
        yield run_of_runs(there, tuple(asked.dags), SHORT if asked.short else WHOLE, asked.seed)


def _scheduler(asked: argparse.Namespace) -> Iterable[Told]:
    with _staged("scheduler", asked) as there:
        print(SCHEDULER_HEAD)
        yield from stopped_scheduler(there, tuple(asked.dags))


def _delay(interval: float, asked: argparse.Namespace) -> Iterable[Told]:
    with _staged(f"delay-{interval:g}", asked, interval) as there:
        print(DELAY_HEAD)
        yield from delay(there, tuple(asked.dags), asked.seed)


def _many(triggerers: int, asked: argparse.Namespace) -> Iterable[Told]:
    with _staged(f"many-{triggerers}", asked, triggerers=triggerers) as there:
        yield many(there)


def _slots(asked: argparse.Namespace) -> Iterable[Told]:
    with _staged("slots", asked, env=ONE_WORKER) as there:
        yield slots(there)


SCENARIOS: dict[str, Callable[[argparse.Namespace], Iterable[Told]]] = {
    "runs": partial(_runs, 1),
    "runs-2": partial(_runs, 2),
    "scheduler": _scheduler,
    "delay-5": partial(_delay, 5.0),
    "delay-10": partial(_delay, 10.0),
    "many": partial(_many, 1),
    "many-2": partial(_many, 2),
    "slots": _slots,
}

if __name__ == "__main__":
    sys.exit(main())
