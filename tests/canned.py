"""A server that speaks in canned bytes and keeps what it heard: for what happens below HTTP."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from typing import Self

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\ntrue"


class CannedServer:
    """
    Answers every request with the same bytes; ``heard`` holds the requests, ``connections`` counts.

    ``pieces`` gives the bytes of an answer that is sent bit by bit, to its end or until nobody listens.
    """

    def __init__(self) -> None:
        self.answer = OK
        self.pieces: Callable[[], Iterable[bytes]] = lambda: [self.answer]
        self.heard: list[bytes] = []
        self.connections = 0
        self.tls: ssl.SSLContext | None = None
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._open = True

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(5)
        self._listening.close()

    def _accept(self) -> None:
        while self._open:
            connection, _ = self._listening.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with self.tls.wrap_socket(connection, server_side=True) if self.tls else connection as stream:
                self.connections += 1
                while request := _request(stream):
                    self.heard.append(request)
                    for piece in self.pieces():
                        stream.sendall(piece)
        except OSError:
            return


def _request(stream: socket.socket) -> bytes:
    heard = b""
    while b"\r\n\r\n" not in heard:
        chunk = stream.recv(65536)
        if not chunk:
            return b""
        heard += chunk
    head, _, body = heard.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += stream.recv(65536)
    return head + b"\r\n\r\n" + body
