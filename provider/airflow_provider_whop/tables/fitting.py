"""How many rows of an answer a message shows, and what it says of the others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Literal, TypeAlias

from pydantic import Field

from airflow_provider_whop.api.delivery.marker import mark_of
from airflow_provider_whop.api.model import Body
from airflow_provider_whop.api.splitting.parts import LONGEST

Beyond: TypeAlias = Literal["attach", "cut", "fail"]
OnEmpty: TypeAlias = Literal["post", "skip"]
ROOM = LONGEST - len(mark_of(""))
"""Characters that a text may have; it may be given a mark."""


class Shape(Body):
    """
    How an answer is to be shown.

    :param max_rows: the most rows of a table.
    :param beyond: what becomes of rows that it does not show: see ``SqlToWhopOperator``.
    :param on_empty: what becomes of an answer without rows.
    :param filename: of the attached file.
    """

    max_rows: int = Field(default=20, ge=0)
    beyond: Beyond = "attach"
    on_empty: OnEmpty = "post"
    filename: str = Field(default="results.csv", min_length=1)

    def beneath(self, shown: int, count: int) -> str:
        """Say below a table what it does not show."""
        if count == 0:
            return "No rows."
        if shown == count:
            return ""
        if self.beyond == "attach":
            return f"All {_rows(count)} are in the attached file." if count > 1 else "Its row is in the attached file."
        return f"… and {_rows(count - shown, 'more ')}."


def fitting(text: Callable[[int], str], most: int) -> int:
    """
    Tell how many rows fit, with everything that stands around them.

    :param text: the whole text with so many rows; it grows with them.
    :param most: no more than these.
    """
    return max(0, bisect_right(range(most + 1), ROOM, key=lambda rows: len(text(rows))) - 1)


def _rows(count: int, more: str = "") -> str:
    return f"{count:,} {more}row{'' if count == 1 else 's'}"
