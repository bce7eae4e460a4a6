"""The outermost layer of the API: logs every request, and does to it what the script of faults says."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from airflow_provider_whop.emulator.faults import Fault, Script
from airflow_provider_whop.emulator.operations import operation_of
from airflow_provider_whop.emulator.refusals import envelope
from airflow_provider_whop.emulator.request_log import Entry, secret_of, told
from airflow_provider_whop.emulator.world import World

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]


class Misbehaving:
    """ASGI middleware around the API; it holds a request's whole body and its whole answer for a moment."""

    def __init__(self, app: App, *, world: World, script: Script, log: deque[Entry]) -> None:
        self._app = app
        self._world = world
        self._script = script
        self._log = log

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one request, well or badly."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entry = self._entered(scope)
        if entry.operation is None:
            await self._app(scope, receive, send)
            return
        self._log.append(entry)
        await self._serve(scope, receive, send, entry, self._script.take(entry.operation))

    async def _serve(self, scope: Any, receive: Receive, send: Send, entry: Entry, fault: Fault | None) -> None:
        entry.fault = fault.name if fault else None
        if fault and fault.cut == "headers":
            return await _hang_up(scope, receive, fault)
        if fault and fault.cut == "body":
            await receive()
            return await _hang_up(scope, receive, fault)
        body = entry.body = await _body(receive)
        await asyncio.sleep(fault.wait_before if fault else 0)
        answer = await self._answered(scope, body, entry, fault)
        await asyncio.sleep(fault.wait_after if fault else 0)
        if fault and fault.cut == "answer":
            return await _hang_up(scope, receive, fault)
        await _send(answer, send, entry, half=bool(fault and fault.cut == "half"))
        if fault and fault.cut == "half":
            await _hang_up(scope, receive, fault)
        return None

    async def _answered(self, scope: Any, body: bytes, entry: Entry, fault: Fault | None) -> Answer:
        entry.accepted = fault is None or fault.accepted
        answer = await _called(self._app, scope, body) if entry.accepted else Answer(fault_status(fault))
        if fault is None:
            return answer
        if fault.status is not None and fault.body is None:
            answer = Answer(fault.status)
        if fault.body is not None:
            answer = Answer(fault.status or answer.status, fault.body)
        answer.headers.update(fault.headers)
        return answer

    def _entered(self, scope: Any) -> Entry:
        key = self._world.keys.get(secret_of(scope["headers"]))
        return Entry(
            at=time.time(),
            operation=operation_of(scope),
            method=scope["method"],
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=told(scope["headers"]),
            key=key.label if key else "unknown",
            peer="{}:{}".format(*scope["client"]),
        )


class Answer:
    """An answer held back: status, headers and the whole body."""

    def __init__(self, status: int, body: bytes | None = None) -> None:
        self.status = status
        self.headers = {"content-type": "application/json"}
        self.body = body
        if body is None:
            self.body = json.dumps(envelope("internal_server_error", "Something went wrong")).encode()


def fault_status(fault: Fault | None) -> int:
    """Give the status of a fault that answers without the API."""
    return (fault.status if fault else None) or 500


async def _called(app: App, scope: Any, body: bytes) -> Answer:
    """Run the API on a whole body and catch its answer."""
    answer, chunks = Answer(500, b""), []
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


async def _body(receive: Receive) -> bytes:
    chunks, more = [], True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


async def _send(answer: Answer, send: Send, entry: Entry, *, half: bool) -> None:
    body = answer.body or b""
    answer.headers["content-length"] = str(len(body))
    entry.status, entry.answer, entry.answer_headers = answer.status, body, dict(answer.headers)
    headers = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body[: len(body) // 2] if half else body, "more_body": half})


async def _hang_up(scope: Any, receive: Receive, fault: Fault) -> None:
    """End the connection and wait until the server has noticed, so that it does not answer in our place."""
    transport = scope["state"]["transport"]
    if fault.reset:
        linger = struct.pack("ii", 1, 0)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        transport.abort()
    else:
        transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
