"""The time of this machine, as those need it who count on a time-out: it never goes back when the clock is set back."""

from __future__ import annotations

from math import inf
from time import monotonic, time

_ahead = -inf


def now() -> float:
    """Give Unix seconds. Where the clock is set forward, or the machine has slept, they go with the clock."""
    global _ahead  # noqa: PLW0603  # there is one clock
    _ahead = max(_ahead, time() - monotonic())
    return monotonic() + _ahead
