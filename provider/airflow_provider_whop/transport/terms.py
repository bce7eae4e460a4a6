"""What both transports send and accept alike: headers, limits, and the body that knows whether it left."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Protocol

from airflow_provider_whop import __version__
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Request


class Log(Protocol):
    """What a client needs of a logger: Airflow 2's are of the standard library, Airflow 3's of structlog."""

    def log(self, level: int, event: str, /, *args: object) -> object:
        """Write a line."""
        ...


LONGEST_BODY = 64 * 1024 * 1024
BROKEN_OFF = "the answer broke off"
TOO_LARGE = f"the answer is larger than {LONGEST_BODY // 1024**2} MiB"


class Outgoing:
    """A request's body; ``written`` turns true when its bytes are handed to the network."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.written = False

    def __iter__(self) -> Iterator[bytes]:
        """Hand the bytes to a synchronous connection."""
        self.written = True
        yield self._data


class AsyncOutgoing(Outgoing):
    """The same for a connection that awaits."""

    __iter__ = None  # type: ignore[assignment]  # httpx prefers the synchronous form where there is one

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Hand the bytes to an asynchronous connection."""
        self.written = True
        yield self._data


def standing_headers(settings: Settings) -> dict[str, str]:
    """Give the headers that every request of a connection carries, the credential included."""
    headers = {
        "Authorization": f"Bearer {settings.key}",
        "Accept": "application/json",
        "User-Agent": f"airflow-provider-whop/{__version__}",
    }
    return headers | ({"X-Whop-App-Id": settings.app_id} if settings.app_id else {})


def sent_headers(request: Request) -> Mapping[str, str]:
    """Give the request's own headers; the length is told, so that a body that breaks off is never accepted."""
    if request.body is None:
        return request.headers
    return {**request.headers, "Content-Length": str(len(request.body))}
