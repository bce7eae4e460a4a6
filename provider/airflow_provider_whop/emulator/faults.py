"""Misbehaviour on demand: what may go wrong with one request, as a value, and the list of what is to come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Literal, get_args

from airflow_provider_whop.emulator.contract import permissions

STORE = "storeFile"
"""The one operation that is the storage's, and not the API's."""
Cut = Literal["headers", "body", "answer", "half"]
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]+: [\t -~\x80-\xff]*")


@dataclass
class Fault:
    """
    One thing to go wrong, ``times`` times, with the next requests of an ``operation`` (any, where None).

    :param accepted: whether the request still takes effect; by default only where nothing but waits and headers
        are asked for.
    :param wait_before: seconds before the request is looked at; it may have been given up by then.
    :param wait_after: seconds before the answer.
    :param status: answer with this status instead; with ``accepted`` and no status, Whop's own answer is sent.
    :param body: answer with these bytes instead.
    :param headers: put these headers on the answer, in place of those of the same name.
    :param cut: end the connection: after the request's ``headers``, amid its ``body``, instead of the ``answer``,
        or at ``half`` of the answer's body.
    :param reset: end it by a reset instead of a close.
    :param chance: the share of the requests that are hit, at random; the others are left to the faults that follow.
    """

    operation: str | None = None
    accepted: bool | None = None
    wait_before: float = 0.0
    wait_after: float = 0.0
    status: int | None = None
    body: bytes | None = None
    headers: Mapping[str, object] = field(default_factory=dict)
    cut: Cut | None = None
    reset: bool = False
    times: int = 1
    chance: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what could not happen, and fill in what follows from the rest."""
        self.sent_headers = {str(name).lower(): str(value) for name, value in self.headers.items()}
        self._check_request()
        self._check_answer()
        if self.accepted is None:
            self.accepted = self.status is None and self.body is None and self.cut is None

    @property
    def name(self) -> str:
        """A word or two for the request log."""
        when = "after" if self.accepted else "before"
        what = f"cut at {self.cut}" if self.cut else str(self.status or "answer changed")
        return f"{what} {when} acceptance"

    def _check_request(self) -> None:
        known = sorted([*permissions(), STORE])
        _hold(self.operation is None or self.operation in known, f"operation must be one of {', '.join(known)}")
        _hold(isinstance(self.times, int) and self.times >= 1, "times must be a whole number from 1 on")
        _hold(0 < self.chance <= 1, "chance must be a share of the requests, above 0 and at most 1")
        _hold(0 <= self.wait_before < 86400 and 0 <= self.wait_after < 86400, "waits must be seconds of one day")
        _hold(self.cut in (None, *get_args(Cut)), f"cut must be one of {', '.join(get_args(Cut))}")
        _hold(not (self.accepted and self.cut in ("headers", "body")), "accepted is for a request that is not cut")
        _hold(bool(self.cut) or not self.reset, "reset is the manner of a cut, so cut must be given too")

    def _check_answer(self) -> None:
        _hold(self.status is None or self.status in range(200, 600), "status must be one from 200 to 599")
        _hold(self.body is None or isinstance(self.body, bytes), "body must be bytes")
        for name, value in self.sent_headers.items():
            _hold(bool(_HEADER.fullmatch(f"{name}: {value}")), f"header {name!r} cannot be sent as {value!r}")
        _hold(self.sent_headers.get("content-length", "0").isdigit(), "header 'content-length' must be a number")


class Script:
    """The faults to come; the first that fits a request, and hits it, is taken."""

    def __init__(self, seed: int | None = None) -> None:
        self._faults: list[Fault] = []
        self._random = Random(seed)  # noqa: S311  # a die, not a secret

    def add(self, fault: Fault) -> None:
        """Let a fault happen after those that were added before."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Behave from now on."""
        self._faults.clear()

    def take(self, operation: str | None) -> Fault | None:
        """Give the fault that is due for a request, and count it off."""
        for fault in self._faults:
            if fault.operation in (None, operation) and self._random.random() < fault.chance:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None


def _hold(holds: bool, rule: str) -> None:
    if not holds:
        raise ValueError(f"Such a fault cannot happen: {rule}.")
