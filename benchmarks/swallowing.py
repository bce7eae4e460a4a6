"""A storage that takes bytes and forgets them, quicker than they are sent: by blocking sockets, into one buffer.

Prints its port; answers each PUT with an ETag, and ``GET /counted`` with the bytes and the requests that came so far.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from socket import create_server, socket
from threading import Thread

from prepared import COUNTED, answer, asked_for, length_of

BUFFER = 1024 * 1024
TAKEN = b'HTTP/1.1 200 OK\r\nETag: "taken"\r\nContent-Length: 0\r\n\r\n'


@dataclass
class Swallowed:
    """What came so far; whoever only asks for this is not counted."""

    bytes: int = 0
    requests: int = 0


def serve(connection: socket, swallowed: Swallowed) -> None:
    """Take what comes over one connection, for as long as the client likes."""
    buffer = bytearray(BUFFER)
    with connection:
        for head, expected in _heads(connection):
            if asked_for(head) == COUNTED:
                connection.sendall(answer(json.dumps(asdict(swallowed))))
                continue
            left = expected
            while left > 0 and (came := connection.recv_into(buffer, min(left, BUFFER))):
                left -= came
            swallowed.bytes += length_of(head) - left
            swallowed.requests += 1
            connection.sendall(TAKEN)


def _heads(connection: socket) -> Iterator[tuple[bytes, int]]:
    """Read the head of each request; gives it with the number of its body's bytes that are still to come."""
    came = b""
    while piece := connection.recv(BUFFER):
        came += piece
        end = came.find(b"\r\n\r\n") + 4
        if end > 3:
            head, body = came[:end], came[end:]
            came = b""
            yield head, length_of(head) - len(body)


def main() -> None:
    """Listen until killed."""
    swallowed = Swallowed()
    with create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        while True:
            connection, _ = listening.accept()
            Thread(target=serve, args=(connection, swallowed), daemon=True).start()


if __name__ == "__main__":
    main()
