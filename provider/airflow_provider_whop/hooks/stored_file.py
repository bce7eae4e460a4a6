"""A file in an object storage that Airflow knows by its URL: read in pieces, as its connection there allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopUnreadableFile
from airflow_provider_whop.hooks.local_file import PIECE

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import ObjectStoragePath

AHEAD = 5 * 1024 * 1024
"""Bytes that a storage's library reads at once: by itself it takes ten times as much memory."""
TOLD = ("size", "ETag", "etag", "generation", "md5Hash", "LastModified", "last_modified", "updated", "mtime", "created")
"""What tells one state of an object from another; each storage has some of it."""


class StoredFile:
    """
    A file by its URL.

    :param url: ``scheme://connection@bucket/path``; the connection may be left out.
    :param label: what log lines and errors call it.
    :raises WhopInvalidArgument: its path has ``..`` in it.
    """

    def __init__(self, url: str | ObjectStoragePath, label: str, name: str | None = None) -> None:
        parts = str(url).split("/")
        if ".." in parts:
            raise WhopInvalidArgument(f"{label}: its path must not have .. in it.", param="files")
        self.name = name or parts[-1]
        self.label = label
        self._url = url
        self._seen: tuple[str, ...] | None = None

    def weigh(self) -> int:
        """Give the number of bytes."""
        with self._readable():
            return int(self._unchanged(self._path())["size"])

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        """Read these bytes, a few at a time."""
        path = self._path()
        with self._readable(), cast("Any", path).open("rb", block_size=AHEAD) as file:
            file.seek(start)
            while length > 0 and (piece := file.read(min(PIECE, length))):
                length -= len(piece)
                yield piece
            self._unchanged(path)

    def _path(self) -> ObjectStoragePath:
        from airflow.providers.common.compat.sdk import ObjectStoragePath

        return self._url if isinstance(self._url, ObjectStoragePath) else ObjectStoragePath(self._url)

    def _unchanged(self, path: Any) -> dict[str, Any]:
        """Ask what the storage knows of the object, and whether that is what it knew at first."""
        path.fs.invalidate_cache(path.path)
        known: dict[str, Any] = path.fs.info(path.path)
        seen = tuple(str(known.get(name)) for name in TOLD)
        self._seen = self._seen or seen
        if seen != self._seen:
            raise WhopUnreadableFile(
                f"{self.label} changed while it was uploaded: have it written to its end before this task runs."
            )
        return known

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Say in one sentence that it cannot be read; of an error only the kind, its words may hold names and keys."""
        try:
            yield
        except WhopUnreadableFile:
            raise
        except Exception as failed:  # noqa: BLE001  # every storage's library has its own
            raise WhopUnreadableFile(
                f"{self.label} cannot be read from its storage ({type(failed).__name__}): look whether it is there, "
                "whether the storage's Airflow provider is installed, and at the connection in its URL."
            ) from None
