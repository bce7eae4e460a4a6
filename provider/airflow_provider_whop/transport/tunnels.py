"""Proxies by httpcore, which never gives up the place of a tunnel in which TLS has failed: here it is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import httpcore


class Tunnels(httpcore.HTTPProxy):
    """A pool of tunnels."""

    def create_connection(self, origin: httpcore.Origin) -> Any:
        """Make one."""
        made: Any = super().create_connection(origin)
        made.handle_request = partial(_handled, made, made.handle_request)
        return made


class AsyncTunnels(httpcore.AsyncHTTPProxy):
    """The same on an event loop."""

    def create_connection(self, origin: httpcore.Origin) -> Any:
        """Make one."""
        made: Any = super().create_connection(origin)
        made.handle_async_request = partial(_ahandled, made, made.handle_async_request)
        return made


def _handled(made: Any, handle: Callable[[httpcore.Request], Any], request: httpcore.Request) -> Any:
    try:
        return handle(request)
    except httpcore.ConnectionNotAvailable:  # another request has it
        raise
    except BaseException:
        if not made.is_idle():
            made.close()
        raise


async def _ahandled(made: Any, handle: Callable[[httpcore.Request], Awaitable[Any]], request: httpcore.Request) -> Any:
    try:
        return await handle(request)
    except httpcore.ConnectionNotAvailable:
        raise
    except BaseException:
        if not made.is_idle():
            await made.aclose()
        raise
