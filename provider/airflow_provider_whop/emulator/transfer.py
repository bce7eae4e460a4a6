"""Requests and answers on their way: read whole, handed to the API, sent whole or broken off."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from airflow_provider_whop.emulator.answer import Answer

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]

LARGEST_BODY = 10 * 2**20


async def whole_body(receive: Receive) -> bytes | None:
    """
    Read a request's body to its end; None where the client left before that.

    Of a body that is too large only so much is kept as tells that it is.
    """
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if len(body) <= LARGEST_BODY:
            body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


async def called(app: App, scope: Any, body: bytes) -> Answer:
    """Run the API on a whole body and catch its answer."""
    answer, chunks = Answer(500), []
    sent = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        return next(sent, {"type": "http.disconnect"})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode("latin-1") for name, value in message["headers"]}
        else:
            chunks.append(message.get("body", b""))

    await app(scope, receive, send)
    answer.body = b"".join(chunks)
    return answer


async def stays(receive: Receive, seconds: float) -> bool:
    """Wait, and tell whether the client has waited too."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return True
    return False


async def give(answer: Answer, send: Send, *, half: bool) -> bool:
    """Send an answer, or its first half; tell whether that was all that its content-length promises."""
    promised = int(answer.headers.setdefault("content-length", str(len(answer.body))))
    body = answer.body[: promised // 2 if half else promised]
    whole = len(body) == promised and not half
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": not whole})
    return whole


async def hang_up(scope: Any, receive: Receive, *, reset: bool = False) -> None:
    """End the connection and wait until the server has noticed, so that it does not answer in our place."""
    transport = scope["state"]["transport"]
    if reset:
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    else:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
