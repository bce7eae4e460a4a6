"""AsyncWhopClient: performs conversations with httpx, in the triggerer. Never follows a redirect or blocks the loop."""

from __future__ import annotations

import logging
from asyncio import sleep, timeout
from collections.abc import AsyncIterator
from http.cookiejar import DefaultCookiePolicy
from time import monotonic, time
from typing import Any, Self

import httpx

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import converse, walk
from airflow_provider_whop.api.errors import WhopMisconfigured
from airflow_provider_whop.api.pace import Pace
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.retry import asked_wait, is_limited
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import (
    AsyncKeeper,
    Found,
    Keep,
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
from airflow_provider_whop.transport.route import bundle, proxy_of, trusted
from airflow_provider_whop.transport.terms import (
    LONGEST_BODY,
    AsyncOutgoing,
    Log,
    answered,
    outgoing,
    sent_headers,
    standing_headers,
    unanswered,
)

CONNECTIONS = 10


class AsyncWhopClient:
    """
    One connection's client on one event loop: pooled, to be closed.

    :param log: where the line of each call goes.
    """

    def __init__(self, settings: Settings, log: Log | None = None) -> None:
        self.settings = settings
        self._pace = Pace(settings.rate_limit)
        self._log: Log = log or logging.getLogger(__name__)
        self._client = _pooled(settings)

    async def send(self, call: Call[R]) -> R:
        """Make one call, with its retries. Raises a WhopError where it fails."""
        return await self.run(self.ask(call))

    def ask(self, call: Call[R]) -> Steps[R]:
        """Give one call as a conversation, to be part of a larger one."""
        return converse(call, self.settings)

    def pages(self, call: Call[Page[T]]) -> AsyncIterator[T]:
        """Iterate over all items of a list; a page is fetched when its first item is asked for."""
        return self.iterate(walk(call, self.ask))

    async def run(self, steps: Steps[R], keep: AsyncKeeper | None = None) -> R:
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
                await keep(step.record)
            reply = await self._perform(step)

    async def iterate(self, steps: Steps[Any]) -> AsyncIterator[Any]:
        """Perform a conversation step by step, handing out what it finds."""
        reply: Reply | Moment | None = None
        while True:
            try:
                step = steps.send(reply)
            except StopIteration:
                return
            if isinstance(step, Found):
                for item in step.items:
                    yield item
            reply = await self._perform(step)

    async def close(self) -> None:
        """Close the pooled connections."""
        await self._client.aclose()

    async def __aenter__(self) -> Self:
        """Use the client for one block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it behind the block."""
        await self.close()

    async def _perform(self, step: Step) -> Reply | Moment | None:
        if isinstance(step, Request):
            reply = await self._exchange(step)
            if is_limited(reply):
                self._pace.hold(step.operation, asked_wait(reply) or 0.0, monotonic())
            return reply
        if isinstance(step, Turn):
            step = Pause(self._pace.turn(step.operation, monotonic()))
        if isinstance(step, Pause) and step.seconds:
            await sleep(step.seconds)
        elif isinstance(step, Now):
            return Moment(time())
        elif isinstance(step, Note):
            self._log.log(logging.WARNING if step.warning else logging.INFO, "%s", step.text)
        return None

    async def _exchange(self, request: Request) -> Reply:
        started = monotonic()
        body_sent = outgoing(request, AsyncOutgoing)
        try:
            async with timeout(self.settings.connect_timeout + self.settings.timeout):
                async with self._stream(request, body_sent) as answer:
                    body = await _bounded(answer)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as failed:
            return unanswered(body_sent, failed, monotonic() - started)
        return answered(answer.status_code, answer.headers, body, monotonic() - started)

    def _stream(self, request: Request, body: AsyncOutgoing | None) -> Any:
        url = self.settings.base_url + request.path
        headers = dict(sent_headers(request))
        return self._client.stream(request.method, url, params=list(request.query), headers=headers, content=body)


def _pooled(settings: Settings) -> httpx.AsyncClient:
    """
    Make the pool.

    :raises WhopMisconfigured: the proxy, or the certificates, that the environment names cannot be used.
    """
    place = bundle()
    try:
        client = httpx.AsyncClient(
            headers=standing_headers(settings),
            timeout=httpx.Timeout(settings.timeout, connect=settings.connect_timeout),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            verify=trusted(place),
            proxy=proxy_of(settings),
            follow_redirects=False,
            trust_env=False,
        )
    except (httpx.InvalidURL, ValueError, ImportError):
        raise WhopMisconfigured(
            f"The proxy for {settings.name} cannot be used: give an http(s) URL in its extra or in HTTPS_PROXY."
        ) from None
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client


async def _bounded(answer: httpx.Response) -> bytes | None:
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)
