"""A server that answers with bytes made beforehand, whatever is asked, so that who asks is what is measured.

``python prepared.py ANSWERS``, a JSON object of bodies by method and last part of the path; prints its port.
``/counted`` tells how many connections and requests there were. It reads bodies of a told length only.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

COUNTED = "GET counted"


@dataclass
class Counts:
    """What came so far; whoever only asks for this is not counted."""

    connections: int = 0
    requests: int = 0


class Answering(asyncio.Protocol):
    """One connection, kept alive for as long as the client likes."""

    def __init__(self, answers: dict[str, bytes], counts: Counts) -> None:
        self._answers, self._counts = answers, counts
        self._came, self._known = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is there whole."""
        self._came += data
        while (end := self._came.find(b"\r\n\r\n") + 4) > 3:
            head, length = self._came[:end], length_of(self._came[:end])
            if len(self._came) < end + length:
                return
            body, self._came = self._came[end : end + length], self._came[end + length :]
            self._answer(asked_for(head), body)

    def answer_to(self, asked: str, _body: bytes) -> bytes:
        """Give what is prepared."""
        return self._answers.get(asked, NOT_FOUND)

    def _answer(self, asked: str, body: bytes) -> None:
        if asked == COUNTED:
            self._transport.write(answer(json.dumps(asdict(self._counts))))
            return
        self._counts.connections += not self._known
        self._counts.requests += 1
        self._known = True
        self._transport.write(self.answer_to(asked, body))


def answer(body: str, status: str = "200 OK") -> bytes:
    """Make an answer of a body."""
    data = body.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n"
    return f"{head}Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nX-Request-Id: req_1\r\n\r\n".encode() + data


NOT_FOUND = answer('{"error": {"message": "nothing is prepared for this"}}', "404 Not Found")


def given() -> dict[str, str]:
    """Read what this process was started with: bodies by what is asked for."""
    bodies: dict[str, str] = json.loads(Path(sys.argv[1]).read_text())
    return bodies


def length_of(head: bytes) -> int:
    """Give the length that a request's head tells of its body."""
    at = head.lower().find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def asked_for(head: bytes) -> str:
    """Give what a request's head asks for, as the answers are named."""
    method, target, _ = head.split(b"\r\n", 1)[0].decode().split(" ")
    return f"{method} {target.partition('?')[0].rpartition('/')[2]}"


async def main(connected: Callable[[], asyncio.Protocol]) -> None:
    """Listen until killed."""
    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    answers, counts = {asked: answer(body) for asked, body in given().items()}, Counts()
    asyncio.run(main(lambda: Answering(answers, counts)))
