"""Who may come in: on loopback only those who call this machine by a name of its own, as no page from elsewhere can."""

from __future__ import annotations

import re
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse

from airflow_provider_whop.emulator.refusals import envelope
from airflow_provider_whop.emulator.server import is_loopback
from airflow_provider_whop.emulator.transfer import App, Receive, Send

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?", re.IGNORECASE)


class Door:
    """ASGI middleware: turns away what was sent by a foreign name, which a page elsewhere can point at this machine."""

    def __init__(self, app: App, *, host: str) -> None:
        self._app = app
        self._host = host

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Let a request in or answer it with 403."""
        if scope["type"] == "http" and is_loopback(self._host) and not is_from_here(Headers(scope=scope), self._host):
            said = envelope("forbidden", "The emulator is for callers from this machine: call it localhost")
            await JSONResponse(said, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_from_here(headers: Headers, own: str) -> bool:
    """Tell whether a request names this machine as its host and, if it comes from a page, as that page's origin."""
    origins = [origin.partition("://")[2] for origin in headers.getlist("origin")]
    return all(_is_ours(host, own) for host in (headers.get("host", ""), *origins))


def _is_ours(host: str, own: str) -> bool:
    match = _HOST.fullmatch(host)
    if not match:
        return False
    name = match[1].strip("[]").lower()
    return name == own or is_loopback(name)
