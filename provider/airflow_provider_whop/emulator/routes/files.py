"""/files: declared, then filled by way of ``storage.py``, then to be attached.

Parts may be smaller than declared, so that a test need not send megabytes; each of them has to be there.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import Field

from airflow_provider_whop.emulator import refusals, shapes
from airflow_provider_whop.emulator.admission import Admitted, Caller
from airflow_provider_whop.emulator.records import File, Upload
from airflow_provider_whop.emulator.routes.payload import Payload

router = APIRouter()
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
    file = File(
        caller.world.new_id("file"), wanted.filename, wanted.visibility or "private", caller.key, caller.world.now()
    )
    caller.world.files[file.id] = file
    if wanted.multipart:
        return _in_parts(file, wanted.byte_size, caller, request)
    place = str(request.url_for("store", id=file.id))
    return shapes.file(file, caller.world.now()) | {"upload_url": place, "upload_headers": {"x-storage-file": file.id}}


@router.get("/files/{id}", operation_id="retrieveFile")
async def retrieve_file(id: str, caller: Admitted) -> dict[str, Any]:
    """Fetch a record; only the key that made it can."""
    return shapes.file(_own(id, caller), caller.world.now())


@router.post("/files/{id}/complete", operation_id="completeFile")
async def complete_file(id: str, wanted: CompletionIn, caller: Admitted) -> dict[str, Any]:
    """Join the parts of a file."""
    file = _own(id, caller)
    upload = file.upload
    if upload is None or wanted.multipart_upload_id != upload.id:
        raise refusals.invalid("multipart_upload_id", "multipart_upload_id is not the one of this file")
    told = {part.part_number: part.etag for part in wanted.multipart_parts}
    if told != {number: part.etag for number, part in upload.parts.items()} or len(told) != upload.expected:
        raise refusals.invalid("multipart_parts", "multipart_parts are not all the parts, as they were stored")
    parts = [upload.parts[number] for number in sorted(upload.parts)]
    file.take(parts, caller.world.now(), **caller.world.options.processing)
    return shapes.file(file, caller.world.now())


def _in_parts(file: File, size: int | None, caller: Caller, request: Request) -> dict[str, Any]:
    if size is None or size <= PART:
        raise refusals.invalid("byte_size", "multipart uploads need a byte_size above 5 MB")
    file.upload = Upload(caller.world.new_id("upload"), -(-size // PART))
    numbers = range(1, file.upload.expected + 1)
    places = [{"part_number": n, "url": str(request.url_for("store_part", id=file.id, number=n))} for n in numbers]
    return shapes.file(file, caller.world.now()) | {
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
