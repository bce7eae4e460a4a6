"""How a DAG author may write several ids: as a list, a set or one text. Loads no model, for triggers in DAG files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any


def several(given: Any) -> Any:
    """
    Give a list in the same order each time; what cannot be one as it is, for others to refuse.

    A text is one, and not its letters: no message would ever be of a type ``r``.
    """
    if isinstance(given, str):
        return [given]
    if isinstance(given, AbstractSet):
        return sorted(given, key=str)
    listed = isinstance(given, Iterable) and not isinstance(given, (bytes, Mapping))
    return list(given) if listed else given
