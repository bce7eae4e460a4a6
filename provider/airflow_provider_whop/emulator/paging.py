"""Pages by opaque cursor, in Relay's manner. A cursor names a place in an order, so items may come and go around it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BeforeValidator

from airflow_provider_whop.emulator.refusals import invalid

T = TypeVar("T")
Place = tuple[Any, ...]


def _digits(given: Any) -> Any:
    if isinstance(given, str) and not (given.isascii() and given.isdigit()):
        raise ValueError("not written in digits")
    return given


Count = Annotated[int | None, BeforeValidator(_digits), Query(ge=1)]


@dataclass
class PageQuery:
    """The cursor parameters that every list takes; written as types, not text, for FastAPI before 0.117."""

    after: Annotated[str | None, Query()] = None
    before: Annotated[str | None, Query()] = None
    first: Count = None
    last: Count = None


@dataclass
class Listing(Generic[T]):
    """Items in ascending order of ``place``, to be read from either end; ``name`` keeps cursors of two lists apart."""

    name: str
    items: Sequence[T]
    place: Callable[[T], Place]
    descending: bool = False

    def page(self, wanted: PageQuery, size: int, largest: int, shape: Callable[[T], Any]) -> dict[str, Any]:
        """Cut the page that was asked for."""
        low, high = self._bounds(wanted)
        start, stop = _window(wanted, low, high, size, largest)
        chosen = [self._at(position) for position in range(start, stop)]
        return {
            "data": [shape(item) for item in chosen],
            "page_info": {
                "start_cursor": self._cursor(chosen[0]) if chosen else None,
                "end_cursor": self._cursor(chosen[-1]) if chosen else None,
                "has_previous_page": start > 0,
                "has_next_page": stop < len(self.items),
            },
        }

    def _at(self, position: int) -> T:
        return self.items[-1 - position if self.descending else position]

    def _bounds(self, wanted: PageQuery) -> tuple[int, int]:
        low = self._position(wanted.after, "after", behind=True) if wanted.after is not None else 0
        high = self._position(wanted.before, "before") if wanted.before is not None else len(self.items)
        return low, max(low, high)

    def _position(self, cursor: str, param: str, *, behind: bool = False) -> int:
        """Find where a cursor points now, counted in reading order."""
        place = self._opened(cursor, param)
        if self.descending:
            cut = bisect_left if behind else bisect_right
            return len(self.items) - cut(self.items, place, key=self.place)
        cut = bisect_right if behind else bisect_left
        return cut(self.items, place, key=self.place)

    def _cursor(self, item: T) -> str:
        return urlsafe_b64encode(json.dumps([self.name, *self.place(item)]).encode()).decode().rstrip("=")

    def _opened(self, cursor: str, param: str) -> Place:
        try:
            name, *place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        except (ValueError, TypeError, RecursionError):
            name, place = None, []
        if name != self.name or not all(isinstance(part, str) for part in place):
            raise invalid(param, f"{param} is not a cursor of this list")
        return tuple(place)


def _window(wanted: PageQuery, low: int, high: int, size: int, largest: int) -> tuple[int, int]:
    if wanted.last is not None and wanted.first is None:
        return max(low, high - min(wanted.last, largest)), high
    stop = min(high, low + min(wanted.first or size, largest))
    return (low if wanted.last is None else max(low, stop - wanted.last)), stop
