"""A web application served in a thread: started when it answers, stopped at once, its connections within reach."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, TypeVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

T = TypeVar("T")
PATIENCE = 30.0


class LocalServer:
    """One application on one address; port 0 takes a free one."""

    def __init__(self, app: Any, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._app = app
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def start(self) -> None:
        """Listen; returns when requests are answered."""
        if self._thread:
            return
        listening = _listening(self.host, self.port)
        self.port = listening.getsockname()[1]
        self._uvicorn = _Stoppable(
            uvicorn.Config(self._app, log_level="critical", http=Droppable, ws="none", lifespan="off")
        )
        self._thread = threading.Thread(
            target=self._uvicorn.run, args=([listening],), name="whop-emulator", daemon=True
        )
        self._thread.start()
        if not self._uvicorn.serving.wait(PATIENCE):
            raise RuntimeError("The emulator did not start.")

    def stop(self) -> None:
        """End every connection and the thread."""
        if self._thread:
            self._uvicorn.loop.call_soon_threadsafe(self._uvicorn.stop)
            self._thread.join(PATIENCE)
            self._thread = None

    def do(self, action: Callable[[], T]) -> T:
        """Do something where requests are served, so that the two never meet half-way; or here, when none are."""
        if self._thread in (None, threading.current_thread()):
            return action()

        async def done() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(done(), self._uvicorn.loop).result(PATIENCE)


class _Stoppable(uvicorn.Server):
    """A server that tells when it serves, and stops on a word instead of on its next look at the clock."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = threading.Event()

    async def main_loop(self) -> None:
        """Serve until told to stop; then take in who is at the door, as asyncio would forget such a connection."""
        self.loop = asyncio.get_running_loop()
        self._stopped = asyncio.Event()
        self.serving.set()
        await self._stopped.wait()
        for listening in (listening for server in self.servers for listening in server.sockets or ()):
            self.loop.remove_reader(listening.fileno())
        await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End every connection at once; uvicorn's own way gives each a tenth of a second to say good-bye."""
        for server in self.servers:
            server.close()
        for listening in sockets or ():
            listening.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    def stop(self) -> None:
        """End without waiting for anybody."""
        self.should_exit = self.force_exit = True
        self._stopped.set()


class Droppable(H11Protocol):
    """A connection whose transport the application can reach, to end it amid a request."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where every request of this connection finds it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def _listening(host: str, port: int) -> socket.socket:
    """Open the port; asyncio sends answers without delay only on sockets that say that they are TCP."""
    listening = socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_address(host), port))
        listening.listen(512)
    except BaseException:
        listening.close()
        raise
    return listening


def _address(host: str) -> str:
    """Take ``localhost`` for this machine, whatever a hosts file or a name server makes of it."""
    return "127.0.0.1" if host == "localhost" else host


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
