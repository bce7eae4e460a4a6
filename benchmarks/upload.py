"""Row: a file of a gigabyte on its way to Whop's storage, whole and in parts, beside curl with the same requests."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from contest import Figures, Peer, Target
from peers import KEY
from pinned import PLACE, PeerFailed, figures_of
from row import Row, run
from servers import Prepared, prepared, serving

SIZE = 1024**3
PART = 5 * 1024**2
SPEED, MEMORY = "MB/s", "MB of memory"
IN_PARTS, AWAITED = "this provider: `upload_file`, in parts", "this provider: `aupload_file`, in parts"
WHOLE = "this provider: `upload_file`, whole"
CURL_IN_PARTS, CURL_WHOLE = "curl -T, the same parts", "curl -T, whole"


@dataclass(frozen=True)
class Scene:
    """
    A storage, a Whop that gives addresses there, and the file: whole, and in parts, as curl knows no part of a file.

    The files take no place on the disk, and are made once: all who read them find them where the last one left them.
    """

    storage: Prepared
    file: str
    parts: Sequence[str]

    @classmethod
    def set(cls, url: str, folder: Path) -> Self:
        """Make the files."""
        parts = [
            sparse(folder / f"part_{number}", min(PART, SIZE - start))
            for number, start in enumerate(range(0, SIZE, PART))
        ]
        return cls(Prepared(url), sparse(folder / "film.mp4", SIZE), parts)

    def ours(self, way: str, answer: dict[str, Any]) -> Figures:
        """Upload by our hook, to a Whop that wants the bytes as this answer to ``POST /files`` says."""
        record = json.dumps({"id": "file_1", "upload_status": "ready"})
        answers = {"POST files": json.dumps(answer), "GET file_1": record, "POST complete": record}
        with prepared(answers) as whop:
            connection = {"conn_type": "whop", "host": whop.url, "password": KEY, "extra": {"rate_limit": 0}}
            return self.complete(lambda: figures_of("bench", "uploading.py", way, json.dumps(connection), self.file))

    def curl(self, files: Sequence[str]) -> Figures:
        """Upload by curl."""
        return self.complete(lambda: figures_of("bench", "by_curl.py", f"{self.storage.url}/file_1", *files))

    def complete(self, measure: Callable[[], Figures]) -> Figures:
        """
        Measure.

        :raises PeerFailed: the storage did not get each byte once.
        """
        before = self.storage.counted()["bytes"]
        figures = measure()
        came = self.storage.counted()["bytes"] - before
        if came != SIZE:
            raise PeerFailed(f"of {SIZE:,} bytes, {came:,} came")
        return figures

    def whole(self) -> dict[str, Any]:
        """Answer that the bytes are wanted at one address."""
        return {"id": "file_1", "upload_status": "pending", "upload_url": f"{self.storage.url}/file_1"}

    def in_parts(self) -> dict[str, Any]:
        """Answer that the bytes are wanted in parts, of the size that Whop has."""
        urls = [{"part_number": n, "url": f"{self.storage.url}/file_1"} for n in range(1, -(-SIZE // PART) + 1)]
        parts = {"multipart_upload_id": "up_1", "multipart_chunk_size": PART, "multipart_upload_urls": urls}
        return {"id": "file_1", "upload_status": "pending", **parts}


def sparse(place: Path, size: int) -> str:
    """Make a file of so many zeros."""
    with place.open("wb") as file:
        file.truncate(size)
    return str(place)


@contextmanager
def peers() -> Iterator[Sequence[Peer]]:
    """Let all send to one storage."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with serving("swallowing.py") as url, TemporaryDirectory(dir=PLACE) as folder:
        scene = Scene.set(url, Path(folder))
        yield [
            Peer(IN_PARTS, partial(scene.ours, "upload_file", scene.in_parts())),
            Peer(AWAITED, partial(scene.ours, "aupload_file", scene.in_parts())),
            Peer(CURL_IN_PARTS, partial(scene.curl, scene.parts), IN_PARTS),
            Peer(WHOLE, partial(scene.ours, "upload_file", scene.whole())),
            Peer(CURL_WHOLE, partial(scene.curl, [scene.file]), WHOLE),
        ]


ROW = Row(
    "upload",
    "A file of a gigabyte is uploaded",
    "A file of 1 GiB, from a disk on which it takes no place, to a storage that forgets it. Whop wants such a file "
    "in parts of 5 MiB; curl knows no part of a file, so it is given each part as a file of its own, all in one "
    "process and over one connection. Whole, as one request, is how a file goes where its parts' addresses have "
    "expired. Ours includes the calls of Whop's API; its memory is what it takes beyond what the hook had before, "
    "curl's that of the whole process. curl's time is what it tells of its transfers, without its start.",
    peers,
    [
        *(Target(SPEED, ours, least=0.9, over=CURL_IN_PARTS) for ours in (IN_PARTS, AWAITED)),
        Target(SPEED, WHOLE, least=0.9, over=CURL_WHOLE),
        *(Target(MEMORY, ours, most=64) for ours in (IN_PARTS, AWAITED, WHOLE)),
    ],
)

if __name__ == "__main__":
    sys.exit(run(ROW))
