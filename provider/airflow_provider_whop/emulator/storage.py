"""The storage that the bytes of files go to: at addresses that expire, under the headers given out, and with no key.

It keeps the bytes of small files, and of all their size and MD5. A Whop's own rules are in ``routes/files.py``.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import Any

from fastapi import APIRouter, Request, Response

from airflow_provider_whop.emulator.faults import STORE, Fault
from airflow_provider_whop.emulator.records import KEPT, File, Part
from airflow_provider_whop.emulator.request_log import Entry, told
from airflow_provider_whop.emulator.transfer import hang_up, stays

router = APIRouter()


@router.put("/storage/{id}", name="store")
async def store(id: str, request: Request) -> Response:
    """Take a whole file, under exactly the headers that were given out, and no key."""
    file = request.app.state.world.files.get(id)
    meant = file is not None and file.upload is None and request.headers.get("x-storage-file") == id
    return await _Put(request, file if meant else None, number=1).answer()


@router.put("/storage/{id}/{number}", name="store_part")
async def store_part(id: str, number: int, request: Request) -> Response:
    """Take one part of a file."""
    file = request.app.state.world.files.get(id)
    meant = file is not None and file.upload is not None and number in range(1, file.upload.expected + 1)
    return await _Put(request, file if meant else None, number=number).answer()


class _Gone(Response):
    """No answer at all."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__()
        self._reset = reset

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await hang_up(scope, receive, reset=self._reset)


class _Put:
    """One request of bytes: logged, judged, taken or not."""

    def __init__(self, request: Request, file: File | None, *, number: int) -> None:
        self._request, self._file, self._number = request, file, number
        self._fault: Fault = request.app.state.script.take(STORE) or Fault()

    async def answer(self) -> Response:
        entry = self._entry()
        self._request.app.state.log.append(entry)
        if self._fault.cut in ("headers", "body"):
            return await self._cut(half=self._fault.cut == "body")
        await asyncio.sleep(self._fault.wait_before)
        answer = await self._judged()
        entry.accepted = answer.status_code < 300
        if self._fault.cut or not await stays(self._request.receive, self._fault.wait_after):
            return _Gone(reset=self._fault.reset)
        if self._fault.status:
            answer = Response(self._said(), self._fault.status, self._fault.sent_headers)
        entry.status = answer.status_code
        return answer

    async def _judged(self) -> Response:
        file = self._file
        keyed = "authorization" in self._request.headers
        if file is None or keyed or self._expired(file):
            return Response(_xml("AccessDenied"), 403, media_type="application/xml")
        if not self._fault.accepted:
            await self._swallowed()
            return Response(self._said(), self._fault.status or 500)
        part = await self._swallowed()
        if file.upload:
            file.upload.keep(self._number, part)
        else:
            state = self._request.app.state
            file.take([part], state.world.now(), **state.options.processing)
        return Response(headers={"ETag": part.etag})

    def _said(self) -> bytes:
        return _xml("InternalError").encode() if self._fault.body is None else self._fault.body

    async def _cut(self, *, half: bool) -> Response:
        """Let go of the connection before any byte of the file was read, or amid them."""
        read, length = 0, int(self._request.headers.get("content-length", 0))
        async for chunk in self._request.stream():
            read += len(chunk)
            if not half or read >= length // 2:
                break
        return _Gone(reset=self._fault.reset)

    def _expired(self, file: File) -> bool:
        world, options = self._request.app.state.world, self._request.app.state.options
        lasts = options.part_expires_after if file.upload else options.upload_expires_after
        return bool((world.now() - file.declared_at).total_seconds() >= lasts)

    async def _swallowed(self) -> Part:
        digest, size, kept = hashlib.md5(usedforsecurity=False), 0, bytearray()
        async for chunk in self._request.stream():
            digest.update(chunk)
            size += len(chunk)
            kept += chunk if size <= KEPT else b""
        return Part(f'"{digest.hexdigest()}"', size, bytes(kept) if size <= KEPT else None)

    def _entry(self) -> Entry:
        scope = self._request.scope
        return Entry(
            at=time.time(),
            operation=STORE,
            method="PUT",
            path=scope["path"],
            query=scope["query_string"].decode("latin-1"),
            headers=told(scope["headers"]),
            key="none" if "authorization" not in self._request.headers else "unknown",
            peer="{}:{}".format(*scope["client"]),
            fault=self._fault.name if self._fault != Fault() else None,
        )


def _xml(code: str) -> str:
    return f"<Error><Code>{code}</Code></Error>"
