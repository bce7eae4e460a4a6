"""One value of a row as text. What it holds is data: who writes it somewhere sees to it that it does not act there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import NoneType
from typing import Any, TypeGuard


def words(value: Any) -> str:
    """
    Tell a value in words.

    None is empty; a time with a zone is told in UTC, one without as it is, both by ISO 8601; a Decimal without an
    exponent; bytes in hexadecimal digits; a list or an object as JSON.
    """
    return next((tell(value) for kind, tell in _WORDS if isinstance(value, kind)), str(value))


def is_number(value: Any) -> TypeGuard[int | float | Decimal]:
    """Tell whether a value is a number; True and False are none."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def told_apart(columns: Iterable[Any]) -> list[str]:
    """Name columns so that no two are called the same: the second ``id`` is ``id_2``."""
    names: list[str] = []
    for column in map(words, columns):
        name, number = column, 1
        while name in names:
            number += 1
            name = f"{column}_{number}"
        names.append(name)
    return names


def _in_utc(moment: datetime) -> str:
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()


_WORDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (str, str),
    (NoneType, lambda _: ""),
    (bool, lambda value: "true" if value else "false"),
    (Decimal, lambda value: format(value, "f")),
    (datetime, _in_utc),
    ((date, time), lambda value: value.isoformat()),
    ((bytes, bytearray, memoryview), lambda value: bytes(value).hex()),
    ((dict, list, tuple), lambda value: json.dumps(value, ensure_ascii=False, default=words)),
)
"""How the kinds of value are told, the first that fits; the rest as Python does."""
