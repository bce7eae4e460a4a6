"""What is counted of two triggerers: the triggers that each was given, its looks and its events; the runs of both."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from inbox_stage import Stage

ROWS = Path(__file__).resolve().parent / "triggerers_rows.py"
FIRED = re.compile(r"(?m)^.*\bTrigger\b.*\bfired\b.*$")
"""What a triggerer says of an event, whatever its Airflow."""


@dataclass(frozen=True)
class Tally:
    """
    What was counted so far.

    :param held: how many triggers each triggerer was given, as Airflow's database has it.
    :param looks: into the inbox, of each triggerer.
    :param fired: events, as each triggerer says.
    :param events: of assets; None before Airflow 3.
    :param runs: of all DAGs.
    """

    held: dict[str, int]
    looks: dict[str, int]
    fired: dict[str, int]
    events: int | None
    runs: int

    @classmethod
    def of(cls, stage: Stage) -> Self:
        """Count."""
        looks = {name: stage.looks_of(name) for name in stage.triggerers}
        said = {name: (stage.airflow.home / f"{name}.out").read_text(errors="replace") for name in stage.triggerers}
        return cls(looks=looks, fired={name: fired(text) for name, text in said.items()}, **_rows(stage))

    def since(self, before: Tally) -> Tally:
        """Give what came since; of what is held, how it is now."""
        events = None if self.events is None or before.events is None else self.events - before.events
        looks, fired = _less(self.looks, before.looks), _less(self.fired, before.fired)
        return Tally(self.held, looks, fired, events, self.runs - before.runs)

    def __str__(self) -> str:
        """Tell what came."""
        events = "" if self.events is None else f"{self.events} asset events, "
        return (
            f"fired: {of_each(self.fired)}; {events}{self.runs} runs; looks: {of_each(self.looks)}; "
            f"then given by Airflow: {of_each(self.held)}"
        )


def fired(said: str) -> int:
    """Count the events that a triggerer tells of."""
    return len(FIRED.findall(said))


def of_each(numbers: Mapping[str, int]) -> str:
    """Tell the number of each."""
    return ", ".join(f"{name} {number}" for name, number in numbers.items())


def _less(now: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {name: number - before[name] for name, number in now.items()}


def _rows(stage: Stage) -> dict[str, Any]:
    command = [stage.airflow.python, ROWS]
    ended = subprocess.run(command, env=stage.airflow.env, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ended.stdout)
    return told
