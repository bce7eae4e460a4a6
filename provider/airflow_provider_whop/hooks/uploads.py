"""The part of the hook that brings files to Whop."""

from __future__ import annotations

from typing import TypedDict, Unpack

from airflow_provider_whop import api
from airflow_provider_whop.api.uploading.upload import How, upload
from airflow_provider_whop.api.wire import Source
from airflow_provider_whop.hooks.clients import ClientsHook
from airflow_provider_whop.hooks.files import ALLOWED, Given, source_of
from airflow_provider_whop.hooks.outcomes import airflow_outcomes


class UploadOptions(TypedDict, total=False):
    """What may be said of an upload: see ``WhopUploadFileOperator``."""

    filename: str | None
    visibility: str | None
    allowed_root: object
    allowed_schemes: object
    ready_timeout: float | str


class UploadsHook(ClientsHook):
    """What a hook needs to bring files to Whop."""

    def upload_file(self, file: Given, **options: Unpack[UploadOptions]) -> api.files.File:
        """
        Upload a file, and wait until it can be attached. Only this connection's key can attach it.

        :param file: a path below ``allowed_root`` (by default Airflow's DAG folder), or the URL of an object storage of
            ``allowed_schemes`` (by default ``s3`` and ``gs``).
        :param options: ``filename`` at Whop, ``visibility`` (``private`` or ``public``), ``ready_timeout`` (seconds).
        :raises WhopInvalidArgument: files may not come from there.
        :raises WhopUnreadableFile: it is not there, or changed while it was read.
        :raises WhopUploadFailed: the storage did not take it, or Whop made nothing of it.
        """
        with airflow_outcomes():
            source, how = _asked(file, options)
        return self._run(lambda client: upload(source, how, client.settings, client.ask))

    async def aupload_file(self, file: Given, **options: Unpack[UploadOptions]) -> api.files.File:
        """Do the same as ``upload_file``, awaited."""
        with airflow_outcomes():
            source, how = _asked(file, options)
        return await self._arun(lambda client: upload(source, how, client.settings, client.ask))


def _asked(file: Given, options: UploadOptions) -> tuple[Source, How]:
    asked = {name: value for name, value in options.items() if value is not None}
    allowed = {name: asked.pop(name, None) for name in ALLOWED}
    name = asked.pop("filename", None)
    return source_of(file, "the file", str(name) if name else None, **allowed), How.of(**asked)
