"""/files, and the storage that their bytes go to. A part is kept by its size alone.

Parts may be smaller than declared, so that a test need not send megabytes; each of them has to be there.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from airflow_provider_whop.emulator import refusals, shapes
from airflow_provider_whop.emulator.admission import Admitted, Caller
from airflow_provider_whop.emulator.records import File, Upload
from airflow_provider_whop.emulator.routes.payload import Payload

router = APIRouter()
storage = APIRouter()
PART = 5 * 1024 * 1024
MOST_PARTS = 10_000


class FileIn(Payload):
    """A file to come."""

    filename: Annotated[str, Field(min_length=1)]
    visibility: Literal["public", "private"] | None = None
    multipart: bool | None = None
    byte_size: Annotated[int, Field(ge=0, le=PART * MOST_PARTS)] | None = None


class PartIn(Payload):
    """A part that was stored."""

    part_number: int
    etag: str


class CompletionIn(Payload):
    """All parts, to be joined."""

    multipart_upload_id: str
    multipart_parts: list[PartIn]


@router.post("/files", operation_id="createFile")
async def create_file(wanted: FileIn, caller: Admitted, request: Request) -> dict[str, Any]:
    """Declare a file and say where its bytes go."""
    file = File(caller.world.new_id("file"), wanted.filename, wanted.visibility or "private", caller.key)
    caller.world.files[file.id] = file
    if wanted.multipart:
        return _in_parts(file, wanted.byte_size, caller, request)
    place = str(request.url_for("store", id=file.id))
    return shapes.file(file) | {"upload_url": place, "upload_headers": {"x-storage-file": file.id}}


@router.get("/files/{id}", operation_id="retrieveFile")
async def retrieve_file(id: str, caller: Admitted) -> dict[str, Any]:
    """Fetch a record; only the key that made it can."""
    return shapes.file(_own(id, caller))


@router.post("/files/{id}/complete", operation_id="completeFile")
async def complete_file(id: str, wanted: CompletionIn, caller: Admitted) -> dict[str, Any]:
    """Join the parts of a file."""
    file = _own(id, caller)
    upload = file.upload
    if upload is None or wanted.multipart_upload_id != upload.id:
        raise refusals.invalid("multipart_upload_id", "multipart_upload_id is not the one of this file")
    told = {part.part_number: part.etag for part in wanted.multipart_parts}
    if told != {number: etag for number, (etag, _) in upload.parts.items()} or len(told) != upload.expected:
        raise refusals.invalid("multipart_parts", "multipart_parts are not all the parts, as they were stored")
    file.status, file.size = "ready", sum(size for _, size in upload.parts.values())
    return shapes.file(file)


@storage.put("/storage/{id}", name="store")
async def store(id: str, request: Request) -> Response:
    """Take a whole file, under exactly the headers that were given out, and no key."""
    file = request.app.state.world.files.get(id)
    foreign = request.headers.get("x-storage-file") != id or "authorization" in request.headers
    if file is None or file.upload or foreign:
        return Response("<Error><Code>AccessDenied</Code></Error>", 403, media_type="application/xml")
    file.size, etag = await _swallowed(request)
    file.status = "ready"
    return Response(headers={"ETag": etag})


@storage.put("/storage/{id}/{number}", name="store_part")
async def store_part(id: str, number: int, request: Request) -> Response:
    """Take one part of a file."""
    file = request.app.state.world.files.get(id)
    upload = file.upload if file else None
    if upload is None or number not in range(1, upload.expected + 1) or "authorization" in request.headers:
        return Response("<Error><Code>AccessDenied</Code></Error>", 403, media_type="application/xml")
    size, etag = await _swallowed(request)
    upload.parts[number] = (etag, size)
    return Response(headers={"ETag": etag})


def _in_parts(file: File, size: int | None, caller: Caller, request: Request) -> dict[str, Any]:
    if size is None or size <= PART:
        raise refusals.invalid("byte_size", "multipart uploads need a byte_size above 5 MB")
    file.upload = Upload(caller.world.new_id("upload"), -(-size // PART))
    numbers = range(1, file.upload.expected + 1)
    places = [{"part_number": n, "url": str(request.url_for("store_part", id=file.id, number=n))} for n in numbers]
    return shapes.file(file) | {
        "upload_url": None,
        "upload_headers": None,
        "multipart_upload_id": file.upload.id,
        "multipart_chunk_size": PART,
        "multipart_upload_urls": places,
    }


def _own(id: str, caller: Caller) -> File:
    file = caller.world.files.get(id)
    if file is None or file.owner is not caller.key:
        raise refusals.not_found("The file")
    return file


async def _swallowed(request: Request) -> tuple[int, str]:
    digest, size = hashlib.md5(usedforsecurity=False), 0
    async for chunk in request.stream():
        digest.update(chunk)
        size += len(chunk)
    return size, f'"{digest.hexdigest()}"'
