"""Bytes over the standard library's http.client, straight to Whop or a storage. Knows no proxy, redirect or cookie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from http.client import HTTPException, IncompleteRead
from time import monotonic
from urllib.parse import urlsplit

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Reply, Request
from airflow_provider_whop.transport.straight import Connection, Connections
from airflow_provider_whop.transport.stream import Stream
from airflow_provider_whop.transport.terms import (
    Headers,
    Outgoing,
    answered,
    bounded,
    sent_headers,
    standing_headers,
    target,
    unanswered,
)
from airflow_provider_whop.transport.timed import TimedAnswer

FAILURES = (HTTPException, ValueError, OSError)
PIECE = 65536
_ENDS_A_LINE = re.compile(r"[\r\n\0]")


class HttpClientExchange:
    """One connection's pool."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.base_url)
        self._path = url.path
        self._headers = {"Host": url.netloc, **standing_headers(settings)}
        self._pool = Connections(settings)

    def __call__(self, request: Request) -> Reply:
        """Send a request and wait for its answer."""
        started = monotonic()
        sent = Outgoing(request)
        try:
            headers = {**self._headers, **sent_headers(request)}
            head = _head(request.method, target(self._path, request), headers).encode("ascii")
            with self._pool.one() as connection:
                connection.write(head, sent)
                answer, body = _answer(connection, request.method)
        except FAILURES as failed:
            return unanswered(failed, monotonic() - started, written=sent.written, late=sent.late)
        return answered(answer.status, answer.headers.items(), body, monotonic() - started)

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.close()


class HttpClientStorage:
    """The way to one storage."""

    failures = FAILURES

    def __init__(self, settings: Settings) -> None:
        self._pool = Connections(settings)

    def __call__(self, target: str, headers: Mapping[str, str], body: Stream) -> tuple[int, Headers]:
        """Put the bytes there and wait for the answer."""
        head = _head("PUT", target, headers).encode()
        with self._pool.one() as connection, body.over(connection.sock):
            connection.stream(head, body)
            answer, _ = _answer(connection, "PUT")
        return answer.status, answer.headers.items()

    def close(self) -> None:
        """Close the pooled connections."""
        self._pool.close()


def _head(method: str, target: str, headers: Mapping[str, str]) -> str:
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    if _ENDS_A_LINE.search("".join(lines)):
        raise ValueError("a header holds the end of a line")
    return "\r\n".join((*lines, "\r\n"))


def _answer(connection: Connection, method: str) -> tuple[TimedAnswer, bytes | None]:
    answer = TimedAnswer(connection.sock, method=method)
    body = _read(answer)
    connection.kept = body is not None and not answer.will_close and answer.status >= 200
    return answer, body


def _read(answer: TimedAnswer) -> bytes | None:
    """Read an answer to its end; None where that is too far. http.client does not tell that one has broken off."""
    try:
        answer.begin()
        if len(set(answer.headers.get_all("Content-Length", ()))) > 1:
            raise ValueError("an answer has one length")
        body = bounded(iter(partial(answer.read, PIECE), b""))
        if body is not None and answer.length:
            raise IncompleteRead(b"", answer.length)
        return body
    finally:
        answer.close()
