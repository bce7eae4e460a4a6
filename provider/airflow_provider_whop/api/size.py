"""How much an answer may hold: JSON of a few megabytes can take gigabytes once it is read, so it is counted before."""

from __future__ import annotations

import re
from itertools import islice

MOST_VALUES = 150_000
"""Of lists, objects and what is in them, a text counted for half; Whop's largest page has some thousands."""
_TEXT_OR_VALUE = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[,\[{]', re.DOTALL)


def too_many_values(body: bytes) -> bool:
    """Tell whether a body holds more values than can be meant, without reading it."""
    if sum(map(body.count, (b",", b"[", b"{"))) <= MOST_VALUES:
        return False
    return next(islice(_TEXT_OR_VALUE.finditer(body), 2 * MOST_VALUES, None), None) is not None
