"""The upload of a file: from its bytes to a file that can be attached. Takes nothing half-done for done.

Source: https://docs.whop.com/developer/guides/upload-files
"""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import Field

from airflow_provider_whop.api import files
from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.errors import WhopInvalid, WhopUploadFailed
from airflow_provider_whop.api.files import File, FileUpload, StoredPart
from airflow_provider_whop.api.model import Body
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading import sentences
from airflow_provider_whop.api.uploading.parcels import send_parts, send_whole
from airflow_provider_whop.api.uploading.storing import AnotherAddressNeeded
from airflow_provider_whop.api.version import FILES
from airflow_provider_whop.api.wire import Moment, Note, Now, Pause, Source, Steps, Weigh, Weight

WHOLE_UP_TO = 100 * 1000**2
"""Bytes above which a file goes in parts."""
LARGEST_WHOLE = 5 * 1000**3
"""Bytes that the storage takes at once."""
ADDRESSES = 3
FIRST_LOOK, LONGEST_LOOK = 0.5, 5.0
ReadyTimeout = Annotated[float, Field(gt=0, le=86_400)]


class How(Body):
    """
    What may be said of an upload.

    :param visibility: ``private`` or ``public``; Whop's default is private.
    :param ready_timeout: seconds to wait until Whop has processed the bytes.
    """

    visibility: Literal["public", "private"] | None = None
    ready_timeout: ReadyTimeout = 300.0


def upload(source: Source, how: How, settings: Settings, ask: Ask) -> Steps[File]:
    """
    Bring a file to Whop, and give its record when it can be attached.

    :raises WhopUploadFailed: the storage did not take it, or Whop made nothing of it.
    :raises WhopError: Whop refused the file, or could not be reached.
    """
    return (yield from _Upload(source, how, settings, ask).steps())


class _Upload:
    def __init__(self, source: Source, how: How, settings: Settings, ask: Ask) -> None:
        self._source, self._how, self._settings, self._ask = source, how, settings, ask
        self._version = max(settings.version, FILES)

    def steps(self) -> Steps[File]:
        size = cast("Weight", (yield Weigh(self._source))).size
        yield Note(sentences.begins(self._source.label, size))
        for left in reversed(range(ADDRESSES)):
            in_parts = size > WHOLE_UP_TO and (left == ADDRESSES - 1 or size > LARGEST_WHOLE)
            declared = yield from self._declared(size if in_parts else None)
            try:
                yield from self._sent(declared, size)
                break
            except AnotherAddressNeeded as needed:
                if not left:
                    raise WhopUploadFailed(str(needed)) from None
                yield Note(sentences.another_address(self._source.label), warning=True)
        return (yield from self._ready(declared.id, size))

    def _declared(self, in_parts: int | None) -> Steps[FileUpload]:
        call = files.create_file(
            self._source.name, visibility=self._how.visibility, byte_size=in_parts, version=self._version
        )
        return (yield from self._ask(call))

    def _sent(self, declared: FileUpload, size: int) -> Steps[None]:
        """Put the bytes where Whop wants them, if it wants any."""
        if declared.upload_status == "ready":
            return
        if declared.multipart_upload_id is None:
            return (yield from send_whole(declared, self._source, size, self._settings))
        parts = yield from send_parts(declared, self._source, size, self._settings)
        yield from self._joined(declared.id, declared.multipart_upload_id, parts)

    def _joined(self, file_id: str, upload_id: str, parts: list[StoredPart]) -> Steps[None]:
        """Have the parts joined; where that is refused, it may be because it is done and the answer was lost."""
        try:
            yield from self._ask(files.complete_file(file_id, upload_id, parts, version=self._version))
        except WhopInvalid:
            if (yield from self._record(file_id)).upload_status == "pending":
                raise AnotherAddressNeeded(sentences.not_joined(self._source.label)) from None

    def _ready(self, file_id: str, size: int) -> Steps[File]:
        """Wait until Whop has processed what it got."""
        waited, wait, patience = 0.0, FIRST_LOOK, self._how.ready_timeout
        began = cast("Moment", (yield Now())).at
        while (file := (yield from self._record(file_id))).upload_status != "ready":
            if file.upload_status == "failed":
                raise WhopUploadFailed(sentences.failed(self._source.label, file_id))
            waited = max(waited, cast("Moment", (yield Now())).at - began)
            if waited >= patience:
                why = sentences.never_ready(self._source.label, file_id, file.upload_status, patience)
                raise WhopUploadFailed(why)
            yield Pause(min(wait, patience - waited))
            waited, wait = waited + wait, min(wait * 2, LONGEST_LOOK)
        if file.size is not None and file.size != size:
            raise WhopUploadFailed(sentences.another_size(self._source.label, size, file.size))
        yield Note(sentences.is_ready(self._source.label, size, file_id))
        return file

    def _record(self, file_id: str) -> Steps[File]:
        return (yield from self._ask(files.retrieve_file(file_id, version=self._version)))
