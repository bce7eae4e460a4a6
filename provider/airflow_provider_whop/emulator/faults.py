"""Misbehaviour on demand: what may go wrong with one request, as a value, and the list of what is to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Cut = Literal["headers", "body", "answer", "half"]


@dataclass
class Fault:
    """
    One thing to go wrong, ``times`` times, with the next requests of an ``operation`` (any, where None).

    :param accepted: whether the request still takes effect.
    :param wait_before: seconds before the request is looked at; it may have been given up by then.
    :param wait_after: seconds before the answer.
    :param status: answer with this status instead; with ``accepted`` and no status, Whop's own answer is sent.
    :param body: answer with these bytes instead.
    :param headers: put these headers on the answer.
    :param cut: end the connection: after the request's ``headers``, amid its ``body``, instead of the ``answer``,
        or at ``half`` of the answer's body.
    :param reset: end it by a reset instead of a close.
    """

    operation: str | None = None
    accepted: bool = False
    wait_before: float = 0.0
    wait_after: float = 0.0
    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: Cut | None = None
    reset: bool = False
    times: int = 1

    @property
    def name(self) -> str:
        """A word or two for the request log."""
        when = "after" if self.accepted else "before"
        what = f"cut at {self.cut}" if self.cut else str(self.status or "answer changed")
        return f"{what} {when} acceptance"


class Script:
    """The faults to come; the first that fits a request is taken."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault happen after those that were added before."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Behave from now on."""
        self._faults.clear()

    def take(self, operation: str | None) -> Fault | None:
        """Give the fault that is due for a request, and count it off."""
        for fault in self._faults:
            if fault.operation in (None, operation):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None
