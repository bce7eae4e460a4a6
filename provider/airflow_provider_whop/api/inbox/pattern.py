"""Regular expressions that are matched against what customers write. Refuses those that such a text could freeze."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

MOST_MATCHED = 5_000
"""Characters of a text that are looked into."""

Parsed = list[tuple[Any, Any]]

ALONE = {_constants.ATOMIC_GROUP, _constants.POSSESSIVE_REPEAT, _constants.ASSERT, _constants.ASSERT_NOT}
"""What is matched in one way only, once it has matched: nothing around it makes it try another."""


def refuse_a_trap(pattern: str) -> None:
    """
    Refuse what is no regular expression, and a repeat without end inside another.

    :raises ValueError: with a sentence.
    """
    try:
        re.compile(pattern)
        parsed = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"this is no regular expression: {error}") from None
    if _nests(list(parsed), repeated=False):
        raise ValueError(
            "a repeat without end inside another, as in (\\w+\\s?)+, takes for ever on some texts: make the inner one "
            "possessive, as in (\\w++\\s?)+, or put it into an atomic group, as in ((?>\\w+)\\s?)+"
        )


def is_found(pattern: str, text: str) -> bool:
    """Tell whether a pattern is found somewhere in the first 5,000 characters of a text."""
    return re.search(pattern, text[:MOST_MATCHED]) is not None


def _nests(parsed: Parsed, *, repeated: bool) -> bool:
    """Tell whether something in it repeats without end, where the whole of it is so ``repeated``, or in itself."""
    for kind, parts in parsed:
        endless = kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and parts[1] is _constants.MAXREPEAT
        if endless and repeated:
            return True
        within = False if kind in ALONE else repeated or endless
        if any(_nests(inner, repeated=within) for inner in _inner(parts)):
            return True
    return False


def _inner(parts: Any) -> Iterator[Parsed]:
    """Give the patterns that a part of one is made of, however deep the parser has put them."""
    if isinstance(parts, _parser.SubPattern):
        yield list(parts)
    elif isinstance(parts, (tuple, list)):
        for part in parts:
            yield from _inner(part)
