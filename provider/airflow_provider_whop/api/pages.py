"""One page of a cursor list, as Whop sends it."""

from __future__ import annotations

from typing import Annotated, Generic, TypedDict

from pydantic import FailFast

from airflow_provider_whop.api.model import Answer
from airflow_provider_whop.api.wire import T


class ListOptions(TypedDict, total=False):
    """What may be said of every list: the size of its pages (Whop may give fewer), and the cursor to go on after."""

    first: int | None
    after: str | None


class PageInfo(Answer):
    """Where a page stands; cursors are opaque."""

    end_cursor: str | None = None
    start_cursor: str | None = None
    has_next_page: bool = False
    has_previous_page: bool = False


class Page(Answer, Generic[T]):
    """The items of one page and the way to the next."""

    data: Annotated[list[T], FailFast()]
    page_info: PageInfo

    @property
    def next_cursor(self) -> str | None:
        """The cursor to go on with, or None at the end; an empty page is an end too."""
        return self.page_info.end_cursor if self.data and self.page_info.has_next_page else None
