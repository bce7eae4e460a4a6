"""File records, which attachments name by id: model, and one function per endpoint. The bytes travel elsewhere.

Source: https://docs.whop.com/developer/guides/upload-files. These calls want API version 2026-08-21-1 or later.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from airflow_provider_whop.api.call import Call, Repeat, path
from airflow_provider_whop.api.model import Answer, Body
from airflow_provider_whop.api.version import FILES


class File(Answer):
    """A file at Whop; ``size`` in bytes. ``upload_status`` is pending, processing, ready or failed."""

    id: str
    filename: str | None = None
    content_type: str | None = None
    size: int | None = None
    upload_status: str
    url: str | None = Field(default=None, repr=False)
    visibility: str | None = None


class FileUpload(File):
    """A file whose bytes Whop waits for: PUT them to ``upload_url`` with exactly ``upload_headers``."""

    upload_url: str | None = Field(default=None, repr=False)
    upload_headers: Mapping[str, str] | None = Field(default=None, repr=False)


class NewFile(Body):
    """What to call the file, extension included, and who may see it (``public`` or ``private``)."""

    filename: str = Field(min_length=1)
    visibility: str | None = None


def create_file(filename: str, *, visibility: str | None = None, version: str = FILES) -> Call[FileUpload]:
    """Start an upload: POST /files. ``version`` is the API version to ask in."""
    body = NewFile.of(filename=filename, visibility=visibility)
    return Call("createFile", "POST", "/files", FileUpload, body=body, repeat=Repeat.IF_NOT_ACCEPTED, version=version)


def retrieve_file(file_id: str, *, version: str = FILES) -> Call[File]:
    """Fetch a file's record: GET /files/{id}. Only the credential that made it can."""
    place = path("/files/{}", "file_id", file_id)
    return Call("retrieveFile", "GET", place, File, about=("file_id", file_id), version=version)
