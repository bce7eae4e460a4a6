"""Reads a list that is sorted newest first no further than is needed, and not for ever. Items come once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import Ask, walk
from airflow_provider_whop.api.course import Course, watched
from airflow_provider_whop.api.errors import WhopUnexpectedReply
from airflow_provider_whop.api.inbox import sentences
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.wire import Found, Outcome, R, Response, Steps, T

MOST_PAGES = 2_000
MOST_BYTES = 128 * 1024 * 1024
"""Of a reading's answers, which are all in memory at its end."""


@dataclass(slots=True)
class NewestFirst(Generic[T]):
    """
    One reading: ``items`` in the order of the list, and the number of ``pages`` that were asked for.

    :param first: the call for the newest page.
    :param enough: told the items so far after each page, says whether the rest is too old.
    """

    first: Call[Page[T]]
    ask: Ask
    enough: Callable[[Sequence[T]], bool]
    items: list[T] = field(default_factory=list)
    pages: int = 0
    _more: bool = False
    _bytes: int = 0

    def read(self) -> Steps[None]:
        """
        Read page after page until there is enough, or the list ends.

        :raises WhopUnexpectedReply: the list says that more follows, and gives no way there; or it does not end.
        """
        course = Course(walk(self.first, self._counted))
        while course.step is not None:
            if isinstance(course.step, Found):
                self.items += course.step.items
                if self.enough(self.items):
                    return
                course.go_on(None)
            else:
                course.go_on((yield course.step))
        if self._more:
            raise WhopUnexpectedReply(sentences.breaks_off(self.first.operation))

    def _counted(self, call: Call[R]) -> Steps[R]:
        if self.pages == MOST_PAGES or self._bytes > MOST_BYTES:
            raise WhopUnexpectedReply(sentences.does_not_end(self.first.operation, self.pages))
        self.pages += 1
        page = yield from watched(self.ask(call), self._weigh)
        self._more = isinstance(page, Page) and page.page_info.has_next_page
        return page

    def _weigh(self, reply: Outcome) -> None:
        self._bytes += len(reply.body) if isinstance(reply, Response) else 0
