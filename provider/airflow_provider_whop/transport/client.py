"""WhopClient: performs conversations in tasks; the bytes go over one of three libraries. Never repeats by itself."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING, Any, Protocol, Self

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import walk
from airflow_provider_whop.api.course import Course
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import (
    Found,
    Keep,
    Keeper,
    Outcome,
    Parcel,
    R,
    Reply,
    Request,
    Step,
    Steps,
    T,
    Weigh,
    Weight,
)
from airflow_provider_whop.transport.performer import Performer
from airflow_provider_whop.transport.route import proxy_of
from airflow_provider_whop.transport.terms import Log

if TYPE_CHECKING:
    from airflow_provider_whop.transport.storage import Storage


class Exchange(Protocol):
    """Sends a request and waits for its answer, over one HTTP library, with pooled connections."""

    def __call__(self, request: Request) -> Reply:
        """Never raises: what went wrong is a reply, too."""
        ...

    def close(self) -> None:
        """Close the pooled connections."""
        ...


def library(settings: Settings) -> Exchange:
    """
    Take requests where the process has it already, else what is lightest.

    To import requests takes as much CPU as thirty posts, and each task is a process of its own.
    """
    if "requests" in sys.modules:
        from airflow_provider_whop.transport.over_requests import RequestsExchange

        return RequestsExchange(settings)
    return lightest(settings)


def lightest(settings: Settings) -> Exchange:
    """Take the standard library's http.client, which every process has; through a proxy, httpcore knows the way."""
    if proxy_of(settings):
        from airflow_provider_whop.transport.over_httpcore import HttpcoreExchange

        return HttpcoreExchange(settings)
    from airflow_provider_whop.transport.over_http_client import HttpClientExchange

    return HttpClientExchange(settings)


class WhopClient(Performer):
    """
    One connection's client: pooled, to be closed, not shared between processes.

    :param log: where the line of each call goes.
    :param over: chooses the HTTP library.
    """

    def __init__(
        self, settings: Settings, log: Log | None = None, over: Callable[[Settings], Exchange] = library
    ) -> None:
        super().__init__(settings, log)
        self._exchange = over(settings)

    def send(self, call: Call[R]) -> R:
        """Make one call, with its retries. Raises a WhopError where it fails."""
        return self.run(self.ask(call))

    def pages(self, call: Call[Page[T]]) -> Iterator[T]:
        """Iterate over all items of a list; a page is fetched when its first item is asked for."""
        return self.iterate(walk(call, self.ask))

    def run(self, steps: Steps[R], keep: Keeper | None = None) -> R:
        """
        Perform a conversation to its end.

        :param keep: writes down what the conversation wants kept; without it, nothing is.
        """
        course = Course(steps)
        while course.step is not None:
            if isinstance(course.step, Keep) and keep:
                keep(course.step.record)
            course.go_on(self._perform(course.step))
        return course.result

    def iterate(self, steps: Steps[Any]) -> Iterator[Any]:
        """Perform a conversation step by step, handing out what it finds."""
        course = Course(steps)
        while course.step is not None:
            if isinstance(course.step, Found):
                yield from course.step.items
            course.go_on(self._perform(course.step))

    def close(self) -> None:
        """Close the pooled connections."""
        self._exchange.close()
        if "_storage" in self.__dict__:
            self._storage.close()

    @cached_property
    def _storage(self) -> Storage:
        from airflow_provider_whop.transport.storage import Storage

        return Storage(self.settings, self._log)

    def __enter__(self) -> Self:
        """Use the client for one block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it behind the block."""
        self.close()

    def _perform(self, step: Step) -> Outcome:
        if isinstance(step, Request):
            return self._heeded(step, self._exchange(step))
        if isinstance(step, Parcel):
            return self._storage(step)
        if isinstance(step, Weigh):
            return Weight(step.source.weigh())
        with self._waited_for(step) as wait:
            if wait:
                sleep(wait)
        return self._at_hand(step)
