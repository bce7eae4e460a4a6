"""WhopClient: performs conversations with requests, in tasks. Never follows a redirect, never repeats by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from time import monotonic, sleep, time
from typing import Any, Self

import requests
from urllib3.exceptions import HTTPError

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import converse, walk
from airflow_provider_whop.api.pace import Pace
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.retry import asked_wait, is_limited
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import (
    Found,
    Keep,
    Keeper,
    Moment,
    Note,
    Now,
    Pause,
    R,
    Reply,
    Request,
    Step,
    Steps,
    T,
    Turn,
)
from airflow_provider_whop.transport.pooled import Adapter, Session
from airflow_provider_whop.transport.route import bundle, proxy_of
from airflow_provider_whop.transport.terms import (
    LONGEST_BODY,
    Log,
    Outgoing,
    answered,
    outgoing,
    sent_headers,
    standing_headers,
    unanswered,
)

CONNECTIONS = 10


class WhopClient:
    """
    One connection's client: pooled, to be closed, not shared between processes.

    :param log: where the line of each call goes.
    """

    def __init__(self, settings: Settings, log: Log | None = None) -> None:
        self.settings = settings
        self._pace = Pace(settings.rate_limit)
        self._log: Log = log or logging.getLogger(__name__)
        self._session = Session()
        self._session.mount("https://", Adapter(pool_maxsize=CONNECTIONS))
        self._session.mount("http://", Adapter(pool_maxsize=CONNECTIONS))
        self._headers = standing_headers(settings)
        self._network = _network(settings)

    def send(self, call: Call[R]) -> R:
        """Make one call, with its retries. Raises a WhopError where it fails."""
        return self.run(self.ask(call))

    def ask(self, call: Call[R]) -> Steps[R]:
        """Give one call as a conversation, to be part of a larger one."""
        return converse(call, self.settings)

    def pages(self, call: Call[Page[T]]) -> Iterator[T]:
        """Iterate over all items of a list; a page is fetched when its first item is asked for."""
        return self.iterate(walk(call, self.ask))

    def run(self, steps: Steps[R], keep: Keeper | None = None) -> R:
        """
        Perform a conversation to its end.

        :param keep: writes down what the conversation wants kept; without it, nothing is.
        """
        reply: Reply | Moment | None = None
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as finished:
                result: R = finished.value
                return result
            if isinstance(step, Keep) and keep:
                keep(step.record)
            reply = self._perform(step)

    def iterate(self, steps: Steps[Any]) -> Iterator[Any]:
        """Perform a conversation step by step, handing out what it finds."""
        reply: Reply | Moment | None = None
        while True:
            try:
                step = steps.send(reply)
            except StopIteration:
                return
            if isinstance(step, Found):
                yield from step.items
            reply = self._perform(step)

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def __enter__(self) -> Self:
        """Use the client for one block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it behind the block."""
        self.close()

    def _perform(self, step: Step) -> Reply | Moment | None:
        if isinstance(step, Request):
            reply = self._exchange(step)
            if is_limited(reply):
                self._pace.hold(step.operation, asked_wait(reply) or 0.0, monotonic())
            return reply
        if isinstance(step, Turn):
            step = Pause(self._pace.turn(step.operation, monotonic()))
        if isinstance(step, Pause) and step.seconds:
            sleep(step.seconds)
        elif isinstance(step, Now):
            return Moment(time())
        elif isinstance(step, Note):
            self._log.log(logging.WARNING if step.warning else logging.INFO, "%s", step.text)
        return None

    def _exchange(self, request: Request) -> Reply:
        started = monotonic()
        body_sent = outgoing(request, Outgoing)
        try:
            answer = self._session.send(self._prepared(request, body_sent), **self._network)
            with answer:
                body = _bounded(answer)
        except (requests.RequestException, HTTPError, ValueError, OSError) as failed:
            return unanswered(body_sent, failed, monotonic() - started)
        return answered(answer.status_code, answer.headers, body, monotonic() - started)

    def _prepared(self, request: Request, body: Outgoing | None) -> requests.PreparedRequest:
        prepared = requests.PreparedRequest()
        prepared.prepare_method(request.method)
        prepared.prepare_url(self.settings.base_url + request.path, list(request.query))
        prepared.prepare_headers({**self._headers, **sent_headers(request)})
        prepared.prepare_cookies({})
        prepared.body = body  # type: ignore[assignment]  # any iterable of bytes is sent as it is
        return prepared


def _network(settings: Settings) -> dict[str, Any]:
    """Resolve proxy and certificates once: the environment does not change between two calls."""
    proxy = proxy_of(settings)
    return {
        "proxies": {"http": proxy, "https": proxy} if proxy else {},
        "verify": bundle() or True,
        "timeout": (settings.connect_timeout, settings.timeout),
        "allow_redirects": False,
        "stream": True,
    }


def _bounded(answer: requests.Response) -> bytes | None:
    body = bytearray()
    while chunk := answer.raw.read(65536, decode_content=False):
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)
