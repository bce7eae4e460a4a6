"""Uploads over every transport: what goes where, what is tried again, and what ends in a sentence."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from math import inf
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopUnreadableFile, WhopUploadFailed
from airflow_provider_whop.api.files import File
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.api.uploading.upload import How, upload
from airflow_provider_whop.emulator import WhopEmulator
from both import Client

Upload = Callable[..., File]
WHOLE = ["createFile", "storeFile", "retrieveFile"]


class Zeros:
    """So many bytes that are nowhere kept."""

    label = "the film"
    name = "film.mp4"

    def __init__(self, size: int) -> None:
        self.size = size

    def weigh(self) -> int:
        return self.size

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        piece = bytes(256 * 1024)
        for at in range(start, start + length, len(piece)):
            yield piece[: min(len(piece), start + length - at)]


def operations(whop: WhopEmulator) -> list[str | None]:
    return [entry.operation for entry in whop.requests]


def content(whop: WhopEmulator, file: File) -> bytes | None:
    return whop.world.files[file.id].content


@pytest.mark.parametrize("data", [b"", b"x", b"\r\n\0\xff" * 1000])
def test_the_bytes_arrive_as_they_are(uploaded: Upload, whop: WhopEmulator, data: bytes) -> None:
    file = uploaded(InMemory("menu.pdf", data))
    assert (data, "menu.pdf", len(data), "ready") == (content(whop, file), file.filename, file.size, file.upload_status)
    assert operations(whop) == WHOLE


def test_five_megabytes_arrive_in_one_piece(uploaded: Upload, whop: WhopEmulator) -> None:
    assert 5_000_000 == uploaded(Zeros(5_000_000)).size
    assert operations(whop) == WHOLE


def test_the_storage_gets_the_headers_that_were_given_out_and_no_key(uploaded: Upload, whop: WhopEmulator) -> None:
    file = uploaded(InMemory("a.txt", b"12345"))
    put = next(entry for entry in whop.requests if entry.operation == "storeFile")
    host = whop.url.removeprefix("http://")
    assert {"host": host, "x-storage-file": file.id, "content-length": "5"} == put.headers


def test_a_large_file_goes_in_parts_that_are_joined(uploaded: Upload, whop: WhopEmulator) -> None:
    size = 101 * 1000**2
    file = uploaded(Zeros(size))
    parts = -(-size // (5 * 1024**2))
    assert Counter({"storeFile": parts, "createFile": 1, "completeFile": 1, "retrieveFile": 1}) == Counter(
        operations(whop)
    )
    assert size == file.size
    stored = whop.world.files[file.id].upload
    assert stored is not None
    assert f'"{hashlib.md5(bytes(5 * 1024**2), usedforsecurity=False).hexdigest()}"' == stored.parts[1].etag


def test_every_part_has_the_bytes_of_its_place(
    uploaded: Upload, whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("airflow_provider_whop.api.uploading.upload.WHOLE_UP_TO", 5 * 1024**2)
    data = bytes(range(256)) * (6 * 1024**2 // 256) + b"end"
    file = uploaded(InMemory("film.mp4", data))
    stored = whop.world.files[file.id].upload
    assert stored is not None
    pieces = [data[: 5 * 1024**2], data[5 * 1024**2 :]]
    told = [f'"{hashlib.md5(piece, usedforsecurity=False).hexdigest()}"' for piece in pieces]
    assert told == [stored.parts[number].etag for number in (1, 2)]


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"status": 503, "times": 3},
        {"cut": "headers"},
        {"cut": "body"},
        {"cut": "body", "reset": True},
        {"cut": "answer", "accepted": True},
    ],
    ids=str,
)
def test_bytes_that_did_not_get_through_are_sent_again(
    uploaded: Upload, whop: WhopEmulator, fault: dict[str, Any]
) -> None:
    whop.misbehave("storeFile", **fault)
    data = b"x" * 900_000
    assert data == content(whop, uploaded(InMemory("a.bin", data)))
    assert fault.get("times", 1) + 1 == operations(whop).count("storeFile")
    assert (fault.get("times", 1) + 2) // 2 == operations(whop).count("createFile")


def test_a_part_that_did_not_get_through_is_sent_again_alone(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.misbehave("storeFile", cut="body")
    uploaded(Zeros(101 * 1000**2))
    assert 21 == operations(whop).count("storeFile")


@pytest.mark.parametrize(
    ("fault", "told"),
    [({"status": 500}, "answered with 500"), ({"cut": "body", "reset": True}, r"cannot be reached \(")],
    ids=str,
)
def test_a_storage_that_goes_on_failing_at_every_address_ends_in_a_sentence(
    uploaded: Upload, whop: WhopEmulator, fault: dict[str, Any], told: str
) -> None:
    whop.misbehave("storeFile", times=100, **fault)
    with pytest.raises(WhopUploadFailed, match=rf"storage that Whop named for the film {told}"):
        uploaded(Zeros(10))
    assert ["createFile", "storeFile", "storeFile"] * 3 == operations(whop)


def test_a_storage_that_refuses_what_it_is_asked_is_not_asked_again(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.misbehave("storeFile", status=411)
    with pytest.raises(WhopUploadFailed, match="storage that Whop named for the film answered with 411: the file was"):
        uploaded(Zeros(10))
    assert ["createFile", "storeFile"] == operations(whop)


def test_an_address_that_has_expired_is_asked_for_anew(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.misbehave("storeFile", status=403)
    assert b"late" == content(whop, uploaded(InMemory("a.txt", b"late")))
    assert ["createFile", "storeFile", *WHOLE] == operations(whop)


def test_a_storage_that_takes_nothing_at_any_address_ends_in_a_sentence(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.options.upload_expires_after = 0
    with pytest.raises(WhopUploadFailed, match=r"refused the bytes of the film \(403\), also at other addresses: look"):
        uploaded(Zeros(10))
    assert ["createFile", "storeFile"] * 3 == operations(whop)


@pytest.mark.usefixtures("naps")
def test_parts_whose_addresses_expire_on_the_way_go_as_one(connect: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airflow_provider_whop.api.uploading.upload.WHOLE_UP_TO", 5 * 1024**2)
    moments = iter(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * n) for n in range(1000))
    with WhopEmulator(now=lambda: next(moments)) as whop:
        whop.options.upload_expires_after = 86_400
        client = connect(key=whop.key, base_url=whop.base_url)
        file = client.run(upload(Zeros(16_000_000), How(), client.settings, client.ask))
        assert 16_000_000 == file.size
        assert whop.world.files[file.id].upload is None


def test_a_file_is_waited_for_until_it_is_ready(uploaded: Upload, whop: WhopEmulator, naps: list[float]) -> None:
    whop.misbehave("retrieveFile", status=200, times=3, body=b'{"id": "file_1", "upload_status": "processing"}')
    assert "ready" == uploaded(Zeros(10)).upload_status
    assert [0.5, 1.0, 2.0] == naps


def test_processing_that_never_ends_ends_in_a_sentence(uploaded: Upload, whop: WhopEmulator, naps: list[float]) -> None:
    whop.options.processing_takes = inf
    with pytest.raises(WhopUploadFailed, match=r"made the film ready within 20 seconds \(file_\w+ is 'processing'\)"):
        uploaded(Zeros(10), ready_timeout=20)
    assert 19 <= sum(naps) <= 20


def test_processing_that_fails_ends_in_a_sentence(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.options.processing_fails = True
    with pytest.raises(WhopUploadFailed, match=r"has the bytes of the film and could not process them \(file_\w+\)"):
        uploaded(Zeros(10))


def test_parts_whose_joining_was_not_answered_are_joined_all_the_same(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.misbehave("completeFile", cut="answer", accepted=True)
    whop.misbehave("completeFile", status=400, body=b'{"error": {"type": "invalid_request_error", "message": "done"}}')
    assert 101 * 1000**2 == uploaded(Zeros(101 * 1000**2)).size


class Shrinking(Zeros):
    """A file that is written anew while it is read."""

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        yield bytes(length // 2)


def test_a_file_that_shrinks_on_the_way_is_no_upload(uploaded: Upload, whop: WhopEmulator) -> None:
    with pytest.raises(WhopUnreadableFile, match="the film: its bytes became fewer while it was uploaded"):
        uploaded(Shrinking(1000))
    assert ["pending"] == [file.status(whop.world.now()) for file in whop.world.files.values()]


def test_a_file_of_which_whop_has_less_is_no_upload(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.misbehave("retrieveFile", status=200, body=b'{"id": "file_1", "upload_status": "ready", "size": 9}')
    with pytest.raises(WhopUploadFailed, match=r"Whop has 9 bytes of the film, which has 10"):
        uploaded(Zeros(10))


def test_bytes_go_to_no_address_that_is_less_safe_than_the_api(uploaded: Upload, whop: WhopEmulator) -> None:
    body = (
        b'{"id": "file_1", "upload_status": "pending", "upload_url": "http://storage.example/x", "upload_headers": {}}'
    )
    whop.misbehave("createFile", status=200, body=body)
    with pytest.raises(WhopUploadFailed, match=r"to which nothing is sent \(http scheme, host 'storage.example'\)"):
        uploaded(Zeros(10))


def test_a_declaration_without_an_address_ends_in_a_sentence(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.misbehave("createFile", status=200, body=b'{"id": "file_1", "upload_status": "pending"}')
    with pytest.raises(WhopUploadFailed, match="declared the film and gave no address for its bytes"):
        uploaded(Zeros(10))


@pytest.mark.parametrize("chunk", [0, 7, -1, 1, 2**62])
def test_parts_that_do_not_make_up_the_file_are_not_sent(uploaded: Upload, whop: WhopEmulator, chunk: int) -> None:
    body = f'{{"id": "f", "upload_status": "pending", "multipart_upload_id": "u", "multipart_chunk_size": {chunk}}}'
    whop.misbehave("createFile", status=200, body=body.encode())
    with pytest.raises(WhopUploadFailed, match="wants the film in parts that do not make up its bytes"):
        uploaded(Zeros(101 * 1000**2))


def test_parts_without_number_take_no_memory(client: Client, whop: WhopEmulator) -> None:
    body = b'{"id": "f", "upload_status": "pending", "multipart_upload_id": "u", "multipart_chunk_size": 1}'
    whop.misbehave("createFile", status=200, body=body)
    tracemalloc.start()
    with pytest.raises(WhopUploadFailed, match="do not make up its bytes"):
        client.run(upload(Zeros(10**8), How(), client.settings, client.ask))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 1000**2


def test_the_log_tells_how_far_it_is_and_no_name(
    connect: Any, whop: WhopEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    client = connect(key=whop.key, base_url=whop.base_url)
    client.run(upload(Zeros(101 * 1000**2), How(), client.settings, client.ask))
    assert "The film has 101.0 MB; uploading it." in caplog.text
    assert 10 == caplog.text.count("of 101.0 MB are uploaded")
    assert "film.mp4" not in caplog.text
    assert "storeFile" not in caplog.text


def test_parts_that_whop_does_not_join_are_uploaded_anew(uploaded: Upload, whop: WhopEmulator) -> None:
    whop.misbehave("completeFile", status=400, body=b'{"error": {"type": "invalid_request_error", "message": "gone"}}')
    assert 101 * 1000**2 == uploaded(Zeros(101 * 1000**2)).size
    assert 2 == operations(whop).count("createFile")


def test_waiting_counts_the_time_that_answers_take(
    connect: Any, whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch, naps: list[float]
) -> None:
    moments = iter(range(0, 10_000, 4))
    monkeypatch.setattr("airflow_provider_whop.transport.performer.now", lambda: float(next(moments)))
    whop.options.processing_takes = inf
    client = connect(key=whop.key, base_url=whop.base_url)
    with pytest.raises(WhopUploadFailed, match="within 10 seconds"):
        client.run(upload(Zeros(10), How.of(ready_timeout=10), client.settings, client.ask))
    assert 2 == len(naps)


@pytest.mark.parametrize("headers", [{"a b": "c"}, {"": "c"}, {"é": "c"}, {"a": "b\r\nc: d"}, {"a": "\0"}], ids=str)
def test_headers_that_http_cannot_carry_end_in_a_sentence(
    uploaded: Upload, whop: WhopEmulator, headers: dict[str, str]
) -> None:
    declared = {"id": "f", "upload_status": "pending", "upload_url": f"{whop.url}/storage/f", "upload_headers": headers}
    whop.misbehave("createFile", status=200, body=json.dumps(declared).encode())
    with pytest.raises(WhopUploadFailed, match="gave a header for the bytes of the film that HTTP cannot carry"):
        uploaded(Zeros(10))
    assert "storeFile" not in operations(whop)


def test_the_storage_s_words_are_not_told(
    uploaded: Upload, whop: WhopEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    whop.misbehave("storeFile", status=500, body=b'{"error": {"code": "of a customer"}}')
    uploaded(Zeros(10))
    assert "Whop storeFile: 500 in" in caplog.text
