"""The outermost layer of the API: logs every request, and does to it what the script of faults says."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Any

from airflow_provider_whop.emulator.answer import Answer, bent, dated, usual
from airflow_provider_whop.emulator.faults import Fault, Script
from airflow_provider_whop.emulator.idempotency import Memory
from airflow_provider_whop.emulator.operations import is_of_the_api, operation_of
from airflow_provider_whop.emulator.request_log import LOGGED, Entry, secret_of, told
from airflow_provider_whop.emulator.transfer import (
    LARGEST_BODY,
    App,
    Receive,
    Send,
    called,
    give,
    hang_up,
    stays,
    whole_body,
)
from airflow_provider_whop.emulator.world import World


class Misbehaving:
    """ASGI middleware around the API; it holds a request's whole body and its whole answer for a moment."""

    def __init__(self, app: App, *, world: World, script: Script, log: deque[Entry], memory: Memory) -> None:
        self._app = app
        self._memory = memory
        self._world = world
        self._script = script
        self._log = log

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Serve one request, well or badly."""
        if scope["type"] != "http" or not is_of_the_api(scope):
            await self._app(scope, receive, send)
            return
        entry = self._entered(scope)
        self._log.append(entry)
        fault = self._script.take(entry.operation) if entry.operation else None
        entry.fault = fault.name if fault else None
        await self._serve(scope, receive, send, entry, fault or Fault())

    async def _serve(self, scope: Any, receive: Receive, send: Send, entry: Entry, fault: Fault) -> None:
        if fault.cut == "body":
            await receive()
        if fault.cut in ("headers", "body"):
            return await hang_up(scope, receive, reset=fault.reset)
        answer = await self._answered(scope, receive, entry, fault)
        if answer is None or not await stays(receive, fault.wait_after):
            return await hang_up(scope, receive)
        if fault.cut == "answer":
            return await hang_up(scope, receive, reset=fault.reset)
        answer = dated(answer, self._world.now())
        entry.status, entry.answer, entry.answer_headers = answer.status, answer.body[:LOGGED], answer.headers
        if not await give(answer, send, half=fault.cut == "half"):
            await hang_up(scope, receive, reset=fault.reset)
        return None

    async def _answered(self, scope: Any, receive: Receive, entry: Entry, fault: Fault) -> Answer | None:
        """Answer a request that came whole; None where it did not, or where all was reset meanwhile."""
        era = self._world.era
        body = await whole_body(receive)
        if body is None:
            return None
        entry.body = body[:LOGGED]

        async def judged() -> Answer | None:
            await asyncio.sleep(fault.wait_before)
            return await self._judged(scope, body, entry, fault) if self._world.era == era else None

        answer = await self._memory.answered(scope, body, judged)
        return bent(answer, fault) if answer else None

    async def _judged(self, scope: Any, body: bytes, entry: Entry, fault: Fault) -> Answer:
        if len(body) > LARGEST_BODY:
            return usual(413)
        if not fault.accepted:
            return usual(500)
        answer = await called(self._app, scope, body)
        entry.accepted = answer.status < 400
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
