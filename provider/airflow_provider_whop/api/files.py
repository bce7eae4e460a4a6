"""File records, which attachments name by id: model, and one function per endpoint. The bytes travel elsewhere.

Source: https://docs.whop.com/developer/guides/upload-files. These calls want API version 2026-08-21-1 or later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field

from airflow_provider_whop.api.call import Call, path
from airflow_provider_whop.api.model import Answer, Body, Id, Number
from airflow_provider_whop.api.version import FILES


class File(Answer):
    """A file at Whop; ``size`` in bytes. ``upload_status`` is pending, processing, ready or failed."""

    id: Id
    filename: str | None = None
    content_type: str | None = None
    size: Number | None = None
    upload_status: str
    url: str | None = Field(default=None, repr=False)
    visibility: str | None = None


class PartAddress(Answer):
    """Where one part of a file goes, counted from 1."""

    part_number: Number
    url: str = Field(repr=False)


class FileUpload(File):
    """
    A file whose bytes Whop waits for: PUT them to ``upload_url`` with exactly ``upload_headers``, within an hour.

    Or, where there is a ``multipart_upload_id``, each ``multipart_chunk_size`` of them to its own address, within 15
    minutes, and tell by ``complete_file`` when all are there.
    """

    upload_url: str | None = Field(default=None, repr=False)
    upload_headers: Mapping[str, str] | None = Field(default=None, repr=False)
    multipart_upload_id: str | None = None
    multipart_chunk_size: Number | None = None
    multipart_upload_urls: list[PartAddress] | None = Field(default=None, repr=False)


class NewFile(Body):
    """What to call the file, extension included, and who may see it; ``byte_size`` where it comes in parts."""

    filename: str = Field(min_length=1)
    visibility: Literal["public", "private"] | None = None
    multipart: bool | None = None
    byte_size: int | None = None


class StoredPart(Body):
    """A part that the storage took, by the ETag that it answered with."""

    part_number: int
    etag: str


class Completion(Body):
    """All parts of a file."""

    multipart_upload_id: str
    multipart_parts: list[StoredPart]


def create_file(
    filename: str, *, visibility: str | None = None, byte_size: int | None = None, version: str = FILES
) -> Call[FileUpload]:
    """
    Start an upload: POST /files. It may be repeated: of a file that was only declared nobody hears.

    :param byte_size: have it come in parts; for files above 5 MB.
    :param version: the API version to ask in.
    """
    multipart = None if byte_size is None else True
    body = NewFile.of(filename=filename, visibility=visibility, multipart=multipart, byte_size=byte_size)
    return Call("createFile", "POST", "/files", FileUpload, body=body, version=version)


def complete_file(
    file_id: str, multipart_upload_id: str, parts: Sequence[StoredPart], *, version: str = FILES
) -> Call[File]:
    """Have the parts of a file joined: POST /files/{id}/complete."""
    place = path("/files/{}/complete", "file_id", file_id)
    body = Completion.of(multipart_upload_id=multipart_upload_id, multipart_parts=list(parts))
    return Call("completeFile", "POST", place, File, body=body, about=("file_id", file_id), version=version)


def retrieve_file(file_id: str, *, version: str = FILES) -> Call[File]:
    """Fetch a file's record: GET /files/{id}. Only the credential that made it can."""
    place = path("/files/{}", "file_id", file_id)
    return Call("retrieveFile", "GET", place, File, about=("file_id", file_id), version=version)
