"""A proxy that makes tunnels: what it heard, and what it answers; it may itself speak TLS."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from contextlib import suppress
from typing import Any, Self

MADE = b"HTTP/1.1 200 OK\r\n\r\n"


class Tunnel:
    """
    Leads every CONNECT to one port of this machine; ``heard`` holds what it was told before.

    ``answers`` come one after the other, the last one again and again, each after ``pause`` seconds; after ``MADE`` it
    leads on.
    """

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[bytes] = []
        self.answers = [MADE]
        self.pause = 0.0
        self._port, self._tls = port, tls
        self._listening = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), self._spoken_to(connection) as near:
            self.heard.append(near.recv(65536))
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            threading.Event().wait(self.pause)
            near.sendall(answer)
            if answer == MADE:
                with socket.create_connection(("127.0.0.1", self._port)) as far:
                    _lead(near, far)

    def _spoken_to(self, connection: socket.socket) -> Any:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection


def _lead(near: Any, far: socket.socket) -> None:
    """Hand on what either says, until one has gone."""
    while True:
        buffered = isinstance(near, ssl.SSLSocket) and near.pending()
        ready = [near] if buffered else select.select([near, far], [], [])[0]
        for said in ready:
            chunk = said.recv(65536)
            if not chunk:
                return
            (far if said is near else near).sendall(chunk)
