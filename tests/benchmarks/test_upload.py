"""The storage that forgets, the file that takes no place, and what is made of a peer that sends less than all of it."""

from __future__ import annotations

import http.client
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import upload
from pinned import PeerFailed
from servers import Prepared, serving
from upload import Scene

SIZE, PART = 2_500_000, 1_000_000


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A storage, and a small file."""
    monkeypatch.setattr(upload, "SIZE", SIZE)
    monkeypatch.setattr(upload, "PART", PART)
    with serving("swallowing.py") as url:
        yield Scene.set(url, tmp_path)


def put(storage: Prepared, *bodies: bytes) -> list[str | None]:
    connection = http.client.HTTPConnection(storage.url.removeprefix("http://"), timeout=10)
    etags = []
    for body in bodies:
        connection.request("PUT", "/file_1", body)
        answer = connection.getresponse()
        answer.read()
        etags.append(answer.getheader("ETag"))
    connection.close()
    return etags


def test_the_storage_takes_bodies_over_one_connection_and_counts_their_bytes(scene: Scene) -> None:
    assert ['"taken"'] * 3 == put(scene.storage, b"x" * 3_000_000, b"", b"y")
    assert {"bytes": 3_000_001, "requests": 3} == scene.storage.counted()


def test_a_body_that_breaks_off_is_counted_as_far_as_it_came(scene: Scene) -> None:
    host, port = scene.storage.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"PUT /file_1 HTTP/1.1\r\nContent-Length: 10\r\n\r\nfour")
        connection.shutdown(socket.SHUT_WR)
        connection.recv(100)
    assert 4 == scene.storage.counted()["bytes"]


def test_a_peer_that_sends_all_bytes_is_measured(scene: Scene) -> None:
    def measure() -> dict[str, float]:
        put(scene.storage, Path(scene.file).read_bytes())
        return {"MB/s": 1.0}

    assert {"MB/s": 1.0} == scene.complete(measure)


def test_a_peer_that_sends_less_has_failed(scene: Scene) -> None:
    with pytest.raises(PeerFailed, match=f"of {SIZE:,} bytes, 3 came"):
        scene.complete(lambda: dict.fromkeys(put(scene.storage, b"abc"), 1.0))


def test_the_parts_are_the_file(scene: Scene) -> None:
    assert [PART, PART, SIZE - 2 * PART] == [Path(part).stat().st_size for part in scene.parts]
    assert 3 == len(scene.in_parts()["multipart_upload_urls"])


def test_the_files_take_no_place_on_the_disk(scene: Scene) -> None:
    assert 0 == sum(Path(file).stat().st_blocks for file in (scene.file, *scene.parts))


def test_curl_sends_the_same_bytes_in_parts(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pinned.python_of", lambda _: Path(sys.executable))
    assert {"MB/s", "CPU ms", "MB of memory"} == set(scene.curl(scene.parts))
