"""A file on this machine's disk, below the folder that files may come from. Follows no link out of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopUnreadableFile

PIECE = 126 * 1024
"""Bytes: they stay in a small CPU's cache, and below what glibc takes from the system, and returns, for each piece."""
CAREFUL = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""Waits for no writer of a pipe, and takes no link that was put in the file's place after it was looked at."""
INTO = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class LocalFile:
    """
    A file by its path.

    :param root: the folder that it has to lie below; a relative path starts there.
    :param label: what log lines and errors call it.
    :raises WhopInvalidArgument: its path has ``..`` in it.
    """

    def __init__(self, path: Path, root: Path, label: str, name: str | None = None) -> None:
        if ".." in path.parts:
            raise WhopInvalidArgument(f"{label}: its path must not have .. in it.", param="files")
        self.name = name or path.name
        self.label = label
        self._root = root
        self._path = root / path
        self._seen: tuple[int, ...] | None = None
        self._way: tuple[Path, tuple[str, ...]] | None = None

    def weigh(self) -> int:
        """Give the number of bytes."""
        with self._opened() as file:
            size = os.fstat(file.fileno()).st_size
            if size == 0 and file.read(1):
                raise WhopUnreadableFile(f"{self.label} does not tell how many bytes it has: give a regular file.")
            return size

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        """Read these bytes, a few at a time."""
        with self._opened() as file:
            file.seek(start)
            while length > 0 and (piece := file.read(min(PIECE, length))):
                length -= len(piece)
                yield piece
            self._unchanged(file)

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        """Open what lies below the root, and has not changed since it was first opened."""
        try:
            with self._file() as file:
                self._regular(file)
                self._unchanged(file)
                yield file
        except (OSError, RuntimeError, ValueError) as failed:  # links in a circle, and paths that are none
            why = getattr(failed, "strerror", None) or "no such path"
            raise WhopUnreadableFile(
                f"{self.label} cannot be read ({why}): look whether it is in the folder that files come "
                "from (allowed_root), and whether Airflow's worker may read it."
            ) from None

    def _file(self) -> BinaryIO:
        at = self._reached()
        try:
            return os.fdopen(at, "rb", buffering=0)
        except OSError:  # it is a folder
            os.close(at)
            raise

    def _reached(self) -> int:
        """Open it from its folder down, by the way that its links led: one that is put there since leads nowhere."""
        self._way = self._way or self._followed()
        root, (*folders, name) = self._way
        at = os.open(root, INTO)
        try:
            for folder in folders:
                at, above = os.open(folder, INTO | os.O_NOFOLLOW, dir_fd=at), at
                os.close(above)
            return os.open(name, CAREFUL, dir_fd=at)
        finally:
            os.close(at)

    def _followed(self) -> tuple[Path, tuple[str, ...]]:
        """Follow the links once: what is put in the place of a file or folder later is refused, a link or not."""
        root, place = self._root.resolve(), self._path.resolve(strict=True)
        if place == root or not place.is_relative_to(root):
            raise WhopInvalidArgument(
                f"{self.label} lies outside the folder that files may come from: move it there, or name its folder as "
                "allowed_root.",
                param="files",
            )
        return root, place.relative_to(root).parts

    def _regular(self, file: BinaryIO) -> None:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise WhopUnreadableFile(f"{self.label} is no file with bytes of its own: give a regular file.")

    def _unchanged(self, file: BinaryIO) -> None:
        now = os.fstat(file.fileno())
        seen = now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns
        self._seen = self._seen or seen
        if seen != self._seen:
            raise WhopUnreadableFile(
                f"{self.label} changed while it was uploaded: have it written to its end before this task runs."
            )
