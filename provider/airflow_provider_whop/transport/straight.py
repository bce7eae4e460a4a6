"""Connections straight to Whop: made in time, lent to one request at a time, kept for as long as they can be used."""

from __future__ import annotations

import select
import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Semaphore
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.transport.abort import given_up
from airflow_provider_whop.transport.route import PORTS, bundle, trusted
from airflow_provider_whop.transport.terms import CONNECTIONS
from airflow_provider_whop.transport.timed import left

CLOSED = (BrokenPipeError, ConnectionResetError, ssl.SSLEOFError)
"""What sending says of a connection that the server has closed; its answer may have come before."""


class PoolTimeout(OSError):
    """All connections were in use, for too long."""


class ConnectTimeout(OSError):
    """There was none in time."""


class WriteTimeout(OSError):
    """The request was not taken in time."""


class Connection:
    """One connection; ``kept`` turns true when it may be used again."""

    def __init__(self, sock: Any) -> None:
        self.sock = sock
        self.kept = False

    def write(self, head: bytes, body: Iterable[bytes]) -> None:
        """
        Send a request in one piece, and leave to its answer what is left of the time.

        Who does not want all of it may have said why, before it closed.
        """
        end = monotonic() + self.sock.gettimeout()
        try:
            with suppress(*CLOSED):
                self.sock.sendall(b"".join((head, *body)))
            self.sock.settimeout(left(end))
        except TimeoutError as late:
            raise WriteTimeout from late

    def stream(self, head: bytes, body: Iterable[bytes]) -> None:
        """
        Send a request a piece at a time; it may take long, as long as some bytes leave within the time-out.

        Who does not want all of it may have said why, before it closed.
        """
        pieces = iter(body)
        with suppress(*CLOSED):
            self._leave(head + next(pieces, b""))
            for piece in pieces:
                self._leave(piece)

    def _leave(self, data: bytes) -> None:
        left_over = memoryview(data)
        try:
            while left_over:
                left_over = left_over[self.sock.send(left_over) :]
        except TimeoutError as late:
            raise WriteTimeout from late

    @property
    def over(self) -> bool:
        """Tell whether it was closed, or says what nobody has asked for."""
        ready = select.poll()
        ready.register(self.sock, select.POLLIN)
        return bool(ready.poll(0)) or bool(getattr(self.sock, "pending", int)())


class Connections:
    """
    The pool of one client, no more than so many at a time, the one last used first.

    :raises WhopMisconfigured: the environment names certificates that cannot be read.
    """

    def __init__(self, settings: Settings) -> None:
        url, place = urlsplit(settings.base_url), bundle()
        self._host = url.hostname or ""
        self._port = url.port or PORTS[url.scheme]
        self._tls = trusted(place) if url.scheme == "https" else None
        self._settings = settings
        self._places = Semaphore(CONNECTIONS)
        self._kept: list[Connection] = []

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """Lend one; where it is not to be kept, it ends behind the block."""
        if not self._places.acquire(timeout=self._settings.timeout):
            raise PoolTimeout
        try:
            connection = self._alive() or Connection(self._made())
            yield from self._lent(connection)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close those that are kept."""
        with suppress(IndexError):  # other threads take some meanwhile
            while True:
                self._kept.pop().sock.close()

    def _lent(self, connection: Connection) -> Iterator[Connection]:
        connection.kept = False
        try:
            connection.sock.settimeout(self._settings.timeout)
            with given_up(lambda: connection.sock):
                yield connection
        finally:
            if connection.kept:
                self._kept.append(connection)
            else:
                connection.sock.close()

    def _alive(self) -> Connection | None:
        with suppress(IndexError):
            while True:
                connection = self._kept.pop()
                if not connection.over:
                    return connection
                connection.sock.close()
        return None

    def _made(self) -> Any:
        end = monotonic() + self._settings.connect_timeout
        try:
            sock = _reached(self._host, self._port, end)
            try:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.settimeout(left(end))
                return self._tls.wrap_socket(sock, server_hostname=self._host) if self._tls else sock
            except BaseException:
                sock.close()
                raise
        except TimeoutError as late:
            raise ConnectTimeout from late


def _reached(host: str, port: int, end: float) -> socket.socket:
    """Connect to the first of its addresses that answers; a silent one uses up no more than its share of the time."""
    found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for others in range(len(found) - 1, 0, -1):
        with suppress(OSError):
            return socket.create_connection(found[-others - 1][4][:2], left(end) / (others + 1))
    return socket.create_connection(found[-1][4][:2], left(end))
