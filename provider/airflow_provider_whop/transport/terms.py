"""What all transports send and accept alike: headers, limits, and the body that knows whether it left."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from gzip import GzipFile
from io import BytesIO
from typing import Protocol
from urllib.parse import urlencode

from airflow_provider_whop import __version__
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Reply, Request, Response, Unreachable
from airflow_provider_whop.transport.present import now
from airflow_provider_whop.transport.reasons import reason


class Log(Protocol):
    """What a client needs of a logger: Airflow 2's are of the standard library, Airflow 3's of structlog."""

    def log(self, level: int, event: str, /, *args: object) -> object:
        """Write a line."""
        ...


Headers = Iterable[tuple[str, str]]
CONNECTIONS = 10
LONGEST_BODY = 16 * 1024 * 1024
ENCODED = "the answer cannot be unpacked"
INTERIM = "only an interim answer came"
TOO_LARGE = f"the answer is larger than {LONGEST_BODY // 1024**2} MiB"


class TooLate(OSError):
    """The body was not sent: the moment until which it could be was over."""


class Outgoing:
    """A request's body, be there any; ``written`` turns true when the request is handed to the network."""

    def __init__(self, request: Request) -> None:
        self._pieces = () if request.body is None else (request.body,)
        self._start_by = request.start_by
        self.written = False
        self.late = False
        self.leaves: Callable[[], None] = lambda: None
        """Called when it does."""

    def __iter__(self) -> Iterator[bytes]:
        """Hand the bytes to a synchronous connection."""
        self._leave()
        yield from self._pieces

    def _leave(self) -> None:
        if self._pieces and self._start_by is not None and now() > self._start_by:
            self.late = True
            raise TooLate
        self.written = True
        self.leaves()


class AsyncOutgoing(Outgoing):
    """The same for a connection that awaits."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Hand the bytes to an asynchronous connection."""
        self._leave()
        for piece in self._pieces:
            yield piece


def target(base_path: str, request: Request) -> str:
    """Give what a request asks for: the path of the API, its own, and the query."""
    query = f"?{urlencode(request.query)}" if request.query else ""
    return f"{base_path}{request.path}{query}"


def standing_headers(settings: Settings) -> dict[str, str]:
    """Give the headers that every request of a connection carries, the credential included."""
    headers = {
        "Authorization": f"Bearer {settings.key}",
        "Accept": "application/json",
        "Accept-Encoding": "gzip",
        "User-Agent": f"airflow-provider-whop/{__version__}",
    }
    return headers | ({"X-Whop-App-Id": settings.app_id} if settings.app_id else {})


def sent_headers(request: Request) -> Mapping[str, str]:
    """Give the request's own headers; the length is told, so that a body that breaks off is never accepted."""
    if request.body is None:
        return request.headers
    return {**request.headers, "Content-Length": str(len(request.body))}


def bounded(pieces: Iterable[bytes]) -> bytes | None:
    """Gather an answer's body as it came; None where it is too long to be read to its end."""
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)


async def abounded(pieces: AsyncIterable[bytes]) -> bytes | None:
    """Do the same, awaited."""
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)


def as_one(headers: Headers) -> dict[str, str]:
    """Give an answer's headers: their names in lower case, those that come twice as one."""
    told: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        told[key] = f"{told[key]}, {value}" if key in told else value
    return told


def answered(status: int, headers: Headers, body: bytes | None, seconds: float) -> Reply:
    """Make a reply of what came; ``body`` is None where it was too long to be read to its end."""
    told = as_one(headers)
    if status < 200:
        return Unreachable(INTERIM, True, seconds)
    try:
        plain = unpacked(body, told.get("content-encoding", "identity").lower())
    except (ValueError, EOFError, OSError, zlib.error):  # all of them are what gzip says of a broken body
        return Unreachable(ENCODED, True, seconds)
    return Unreachable(TOO_LARGE, True, seconds) if plain is None else Response(status, told, plain, now(), seconds)


def unpacked(body: bytes | None, encoding: str) -> bytes | None:
    """Unpack a body, or give None where it is too large: a few kilobytes can hold more than all memory."""
    if body is None or encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise ValueError(encoding)
    with GzipFile(fileobj=BytesIO(body)) as packed:  # of any number of members
        plain = packed.read(LONGEST_BODY + 1)
    return plain if len(plain) <= LONGEST_BODY else None


def unanswered(failed: BaseException, seconds: float, *, written: bool, late: bool = False) -> Unreachable:
    """Make a reply of what went wrong."""
    return Unreachable(reason(failed), written, seconds, late)
