"""A cell of the matrix of intervals: a DAG whose second run meets a fate, what was written, what each run was given."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

KINDS = ("scheduled", "manual", "asset-triggered")
FATES = ("success", "time-out", "soft-fail skip", "failure downstream", "clear")
MODES = ("poke", "reschedule", "deferrable")
PATIENCE, IMPATIENCE = 120, 8
"""Seconds that a sensor waits; the second where its run is to wait in vain."""
ENDS = {
    "time-out": {"wait": "failed"},
    "soft-fail skip": {"wait": "skipped"},
    "failure downstream": {"wait": "success", "work": "failed"},
}
HEAD = (
    f"{'run':<16} {'the second run':<20} {'mode':<11} {'written':>7} {'once':>5} {'twice':>6} {'never':>6}  "
    "cleared: its own again"
)


@dataclass
class Cell:
    """
    One cell.

    :param kind: how its runs come to be.
    :param fate: what becomes of its second run.
    :param customers: whose messages it waits for; nobody else does.
    :param given: the ids that each run was given, the last time that it ran.
    :param own_again: whether a cleared run was given its own again; None where none was cleared.
    :param wrong: what did not go as it should, apart from the numbers.
    """

    kind: str
    fate: str
    mode: str
    customers: list[str]
    written: list[str] = field(default_factory=list)
    given: dict[str, list[str]] = field(default_factory=dict)
    own_again: bool | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def dag_id(self) -> str:
        """Its DAG."""
        return f"intervals {self.kind} {self.fate}".replace(" ", "_")

    @property
    def impatient(self) -> bool:
        """Whether its second run waits in vain."""
        return self.fate in ("time-out", "soft-fail skip")

    @property
    def cleared(self) -> bool:
        """Whether its second run, which has been given its messages, is cleared later."""
        return self.fate in ("failure downstream", "clear")

    @property
    def runs(self) -> int:
        """How many runs it has; after the second one was cleared there is to be one more."""
        return 4 if self.cleared else 3

    def described(self) -> dict[str, Any]:
        """Tell its DAG what it needs to know."""
        return {
            "kind": self.kind,
            "mode": self.mode,
            "customers": self.customers,
            "timeout": IMPATIENCE if self.impatient else PATIENCE,
            "soft_fail": self.fate == "soft-fail skip",
            "runs": self.runs,
            "works": self.fate == "failure downstream",
        }

    def ends(self, number: int) -> dict[str, str]:
        """Give the states in which the tasks of a run are to end."""
        succeeded = {"wait": "success", "work": "success"} if self.described()["works"] else {"wait": "success"}
        return ENDS.get(self.fate, succeeded) if number == 2 else succeeded

    def pending(self) -> set[str]:
        """Give what no run is known to have been given."""
        return set(self.written) - set(self._times())

    @property
    def kept(self) -> bool:
        """Whether all is as promised."""
        each = self._times()
        return not self.wrong and self.own_again is not False and each == Counter(self.written)

    def __str__(self) -> str:
        """Give its row of the table."""
        each = self._times()
        once = sum(each[id] == 1 for id in self.written)
        twice = sum(number > 1 for number in each.values())
        own = {None: "-", True: "yes", False: "NO"}[self.own_again]
        row = (
            f"{self.kind:<16} {self.fate:<20} {self.mode:<11} {len(self.written):>7} {once:>5} {twice:>6} "
            f"{len(self.pending()):>6}  {own}"
        )
        return row if self.kept else f"{row}  WRONG {'; '.join(self.wrong)}"

    def _times(self) -> Counter[str]:
        return Counter(id for ids in self.given.values() for id in ids)
