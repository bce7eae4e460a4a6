"""How much of a list is wanted, and how much of each of its items: JSON that fits into a database."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from airflow_provider_whop.api.model import Answer, Body

MOST = 10_000
PAGE = 100


class Excerpt(Body):
    """The first ``limit`` items of a list; ``whole``, or by their ids alone."""

    limit: int = Field(ge=1, le=MOST)
    whole: bool = False
    direction: Literal["asc", "desc"] = "desc"

    @property
    def page(self) -> int:
        """How many to ask for at one time."""
        return min(self.limit, PAGE)

    def shown(self, item: Answer) -> Any:
        """Give one item as it was asked for."""
        shown = item.model_dump(mode="json")
        return shown if self.whole else shown["id"]
