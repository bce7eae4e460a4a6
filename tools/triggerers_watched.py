"""Two triggerers at once, over one inbox; then one of them stalls, and both run the same triggers for a moment.

A stalled triggerer, as on a machine that stands still, does not know that its triggers were given to the other. When it
goes on, both run them, until it asks Airflow what it is to run.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from cluster_row import Meanwhile, Row, in_one, of_receipts
from inbox_stage import Stage
from processes import of_sessions, signalled
from triggerers_promised import Promise
from triggerers_tally import Tally, of_each

QUIET = 30.0
PATIENCE = 120.0
MESSAGES = 20
EVERY = 0.5
"""Seconds between two messages."""
FRESH = 5
"""Seconds within which a triggerer that is well is heard of."""
SETTINGS = {"AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "30"}
"""As Airflow has it by itself."""


def two_triggerers(stage: Stage, promise: Promise) -> list[Row]:
    """Look from both, and then through a stall."""
    two = TwoTriggerers(stage, promise)
    two.begin()
    return [two.from_both(), two.through_stall()]


@dataclass(frozen=True)
class TwoTriggerers:
    """
    The two, over one inbox.

    :param promise: what their Airflow promises.
    """

    stage: Stage
    promise: Promise

    def begin(self) -> None:
        """Have all DAGs look; where triggers stay, and last, half of them in each triggerer."""
        if self.promise.stays and not self.promise.ends:
            self._share_out()
        self.stage.begin(*self.promise.names)
        self.stage.settled({}, self.promise.names)

    def from_both(self) -> Row:
        """Count the looks of a quiet time, then what becomes of messages."""
        self._await_all_held()
        before = Tally.of(self.stage)
        time.sleep(QUIET)
        looks = Tally.of(self.stage).since(before).looks
        given = f"given by Airflow: {of_each(before.held)}; started so far: {of_each(before.started)}"
        told = [f"{given}; looks in {QUIET:g} quiet seconds: {of_each(looks)}"]
        broken = complaints(self.promise.polls(before.held), looks, self.stage.interval)
        before = Tally.of(self.stage)
        return self._row("from two triggerers", self._written(), before, Meanwhile(0, told, broken))

    def through_stall(self) -> Row:
        """
        Stall the one that holds more until the other holds all, and have both run the same with something to tell.

        Customers write meanwhile, and once more as it goes on. Not to sensors, whose next wait is another trigger: what
        they wait for comes when the other holds all, and the one goes on when the other has told of it.
        """
        self._await_all_held()
        before = Tally.of(self.stage)
        other, one = sorted(self.stage.triggerers, key=lambda name: before.held.get(name, 0))
        with self._stalled(one):
            written = {} if self.promise.ends else self._written()
            self._await_held({other: len(self.promise.names)})
            written |= self.stage.written("ada")
            if self.promise.ends:
                told_of = before.fired[other] + len(self.promise.names)
                self._await(lambda now: now.fired[other] >= told_of, f"{other} does not tell of it")
        written |= self._written()
        told = [f"{one}, which was given {before.held.get(one, 0)}, goes on as {other} holds all"]
        return self._row("through a stall", written, before, Meanwhile(1, told))

    def _row(self, name: str, written: dict[str, datetime], before: Tally, meanwhile: Meanwhile) -> Row:
        """Wait until all is handled, and make one line of all DAGs."""
        names = self.promise.names
        counts = self.stage.settled(written, names)
        self.stage.greetings.update(written)  # what comes after is measured by itself
        told = [*meanwhile.told, str(Tally.of(self.stage).since(before))]
        rows = [of_receipts(name, counts[dag_id], meanwhile) for dag_id in names]
        return in_one(name, rows, Meanwhile(meanwhile.kills, told, meanwhile.broken))

    def _written(self) -> dict[str, datetime]:
        """Let customers write one message after another."""
        written = {}
        for number in range(MESSAGES):
            written |= self.stage.written(("ada", "ben", "cleo")[number % 3])
            time.sleep(EVERY)
        return written

    def _share_out(self) -> None:
        """Give each triggerer half: whichever asks first would take all that are new."""
        (one, other), names = self.stage.triggerers, self.promise.names
        half = len(names) // 2
        with self._stalled(other):
            self.stage.begin(*names[:half])
        # who was silent for that long is given up, until it is heard of again: what it takes before that, the one takes
        self._await(lambda now: now.heard.get(other, FRESH) < FRESH, f"{other} is not heard of again")
        with self._stalled(one):
            self.stage.airflow.unpause(*names[half:])
            self.stage.airflow.read_again(names[0])  # all stand in one file
            self._await_held({one: half, other: half})

    @contextmanager
    def _stalled(self, name: str) -> Iterator[None]:
        """Stop a process and all that it has started for a while."""
        pids = of_sessions({self.stage.airflow.process(name)})
        for pid in pids:
            signalled(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                signalled(pid, signal.SIGCONT)

    def _await_held(self, wanted: dict[str, int]) -> None:
        self._await(lambda now: now.held == wanted, f"the triggers are not held so: {of_each(wanted)}")

    def _await_all_held(self) -> None:
        """Wait until nothing is under way that no triggerer holds, as between two waits of a sensor."""
        wanted = len(self.promise.names)
        self._await(lambda now: sum(now.held.values()) == wanted, f"not {wanted} triggers are held")

    def _await(self, true: Callable[[Tally], bool], otherwise: str) -> None:
        self.stage.airflow.wait_until(lambda: true(Tally.of(self.stage)), PATIENCE, otherwise, every=0.5)


def complaints(polls: int | None, looks: dict[str, int], interval: float) -> list[str]:
    """Complain where the looks of a quiet time are not those of the polls that were promised, give or take one each."""
    total = sum(looks.values())
    if polls is None:
        return [] if total else ["nobody looked"]
    least, most = (polls * (int(QUIET / interval) + one) for one in (-1, 1))
    return [] if least <= total <= most else [f"{total} looks are not those of {polls} polls"]
