"""The operator that uploads a file, for DAGs that attach it later, or more than once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_whop.hooks.files import Given


class WhopUploadFileOperator(BaseOperator):
    """
    Upload a file, and wait until it can be attached. Whop names no permission; only the same key can attach it.

    It is read in pieces, however large it is, and sent to the storage that Whop names, without the API key. A retry
    uploads it anew. Every argument is templated. Returns the file as JSON; its ``id`` goes into ``attachments``. A
    private file's ``url`` opens it to whoever has it, so it is left out.
    Source: https://docs.whop.com/developer/guides/upload-files

    :param file: a path below ``allowed_root``, or the URL of an object storage (``s3://connection@bucket/path``).
    :param filename: what it is called at Whop, with its extension; by default as it is called here.
    :param visibility: ``private`` (Whop's default) or ``public``.
    :param allowed_root: the folder that a local file must lie below; by default Airflow's DAG folder.
    :param allowed_schemes: the object storages that it may come from, by default ``s3`` and ``gs``; ``[]`` for none.
    :param ready_timeout: seconds to wait until Whop has processed it.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: files may not come from there.
    :raises WhopUnreadableFile: it is not there, or changed while it was read.
    :raises WhopUploadFailed: the storage did not take it, or Whop made nothing of it.
    """

    template_fields: Sequence[str] = (
        "file",
        "filename",
        "visibility",
        "allowed_root",
        "allowed_schemes",
        "ready_timeout",
        "whop_conn_id",
    )
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        file: Given,
        filename: str | None = None,
        visibility: str | None = None,
        allowed_root: str | None = None,
        allowed_schemes: Sequence[str] | None = None,
        ready_timeout: float | str = 300.0,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.file = file
        self.filename = filename
        self.visibility = visibility
        self.allowed_root = allowed_root
        self.allowed_schemes = allowed_schemes
        self.ready_timeout = ready_timeout
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:  # Airflow's signature
        """Upload the file; what asking again cannot mend fails the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            file = hook.upload_file(
                self.file,
                filename=self.filename,
                visibility=self.visibility,
                allowed_root=self.allowed_root,
                allowed_schemes=self.allowed_schemes,
                ready_timeout=self.ready_timeout,
            )
        return file.model_dump(mode="json", exclude=None if file.visibility == "public" else {"url"})
