"""What is counted of two triggerers: the triggers that each was given, its looks and its events; the runs of both."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from inbox_stage import Stage

ROWS = Path(__file__).resolve().parent / "triggerers_rows.py"
STARTED = re.compile(r"(?m)^.*\btrigger\b.*\bstarting\b.*$")
FIRED = re.compile(r"(?m)^.*\bTrigger\b.*\bfired\b.*$")
"""What a triggerer says of a trigger that it begins to run, and of an event, whatever its Airflow."""


@dataclass(frozen=True)
class Tally:
    """
    What was counted so far.

    :param held: how many triggers each triggerer was given, as Airflow's database has it.
    :param looks: into the inbox, of each triggerer.
    :param started: triggers that it has begun to run, as each triggerer says.
    :param fired: events, as it says.
    :param events: of assets; None before Airflow 3.
    :param runs: of all DAGs.
    :param heard: seconds since Airflow has heard of each triggerer.
    """

    held: dict[str, int]
    looks: dict[str, int]
    started: dict[str, int]
    fired: dict[str, int]
    events: int | None
    runs: int
    heard: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, stage: Stage) -> Self:
        """Count."""
        rows, looks = _rows(stage), {name: stage.looks_of(name) for name in stage.triggerers}
        said = {name: _said(stage.airflow.home, name, rows["jobs"].get(name)) for name in stage.triggerers}
        started, fired = ({name: len(what.findall(said[name])) for name in said} for what in (STARTED, FIRED))
        return cls(rows["held"], looks, started, fired, rows["events"], rows["runs"], rows["heard"])

    def since(self, before: Tally) -> Tally:
        """Give what came since; of what is held, how it is now."""
        events = None if self.events is None or before.events is None else self.events - before.events
        told = ((self.looks, before.looks), (self.started, before.started), (self.fired, before.fired))
        return Tally(self.held, *(_less(now, then) for now, then in told), events, self.runs - before.runs)

    def __str__(self) -> str:
        """Tell what came."""
        events = "" if self.events is None else f"{self.events} asset events, "
        return (
            f"started: {of_each(self.started)}; looks: {of_each(self.looks)}; fired: {of_each(self.fired)}; "
            f"{events}{self.runs} runs; then given by Airflow: {of_each(self.held)}"
        )


def of_each(numbers: Mapping[str, int]) -> str:
    """Tell the number of each."""
    return ", ".join(f"{name} {number}" for name, number in numbers.items())


def _said(home: Path, name: str, job: int | None) -> str:
    """Give what a triggerer has said, of deferred tasks into their logs."""
    files = [home / f"{name}.out", *home.rglob(f"*.trigger.{job}.log")]
    return "\n".join(file.read_text(errors="replace") for file in files)


def _less(now: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {name: number - before[name] for name, number in now.items()}


def _rows(stage: Stage) -> dict[str, Any]:
    command = [stage.airflow.python, ROWS]
    ended = subprocess.run(command, env=stage.airflow.env, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(ended.stdout)
    return told
