"""Uploads in parts: whole, under their own id, or not at all; and a file is attached when it is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


@pytest.fixture
def upload(api: Api) -> dict[str, Any]:
    """An upload in two parts."""
    wanted = {"filename": "film.mp4", "multipart": True, "byte_size": 6 * 1024 * 1024}
    return dict(api("POST", "/files", json=wanted).json())


def stored(upload: dict[str, Any], number: int) -> dict[str, Any]:
    place = upload["multipart_upload_urls"][number - 1]["url"]
    return {"part_number": number, "etag": requests.put(place, b"x", timeout=5).headers["ETag"]}


def test_an_upload_of_which_parts_are_missing_is_not_joined(api: Api, upload: dict[str, Any]) -> None:
    done = {"multipart_upload_id": upload["multipart_upload_id"], "multipart_parts": [stored(upload, 1)]}
    answer = api("POST", f"/files/{upload['id']}/complete", json=done)
    assert (400, "multipart_parts") == (answer.status_code, answer.json()["error"]["param"])


def test_an_upload_is_joined_under_its_own_id(api: Api, upload: dict[str, Any]) -> None:
    done = {"multipart_upload_id": "upload_other", "multipart_parts": [stored(upload, 1), stored(upload, 2)]}
    answer = api("POST", f"/files/{upload['id']}/complete", json=done)
    assert (400, "multipart_upload_id") == (answer.status_code, answer.json()["error"]["param"])


def test_the_storage_takes_no_part_that_was_not_asked_for(upload: dict[str, Any]) -> None:
    place = upload["multipart_upload_urls"][0]["url"].removesuffix("1") + "3"
    assert 403 == requests.put(place, b"x", timeout=5).status_code


def test_a_file_in_parts_is_not_sent_whole(upload: dict[str, Any]) -> None:
    place, _, _ = upload["multipart_upload_urls"][0]["url"].rpartition("/")
    headers = {"x-storage-file": upload["id"]}
    assert 403 == requests.put(place, b"x", headers=headers, timeout=5).status_code


def test_a_size_beyond_all_bounds_is_refused(api: Api) -> None:
    wanted = {"filename": "film.mp4", "multipart": True, "byte_size": 10**30}
    assert "byte_size" == api("POST", "/files", json=wanted).json()["error"]["param"]


def test_a_file_that_was_only_declared_is_not_attached(api: Api) -> None:
    file = api("POST", "/files", json={"filename": "a.txt"}).json()["id"]
    body = {"channel_id": "exp_lounge", "content": "hi", "attachments": [{"id": file}]}
    answer = api("POST", "/messages", json=body)
    assert (400, "attachments") == (answer.status_code, answer.json()["error"]["param"])


@pytest.fixture
def place(api: Api) -> tuple[str, dict[str, str]]:
    """An address for a whole file's bytes, with its headers."""
    file = api("POST", "/files", json={"filename": "a.txt"}).json()
    return file["upload_url"], file["upload_headers"]


def put(place: tuple[str, dict[str, str]], data: bytes = b"12345") -> requests.Response:
    return requests.put(place[0], data, headers=place[1], timeout=5)


def test_an_address_expires(whop: WhopEmulator, place: tuple[str, dict[str, str]]) -> None:
    whop.options.upload_expires_after = 0
    assert 403 == put(place).status_code


def test_a_part_expires_by_itself(whop: WhopEmulator, upload: dict[str, Any]) -> None:
    whop.options.part_expires_after = 0
    assert 403 == requests.put(upload["multipart_upload_urls"][0]["url"], b"x", timeout=5).status_code


@pytest.mark.parametrize(
    ("options", "status"), [({"processing_takes": 9}, "processing"), ({"processing_fails": True}, "failed")]
)
def test_what_is_stored_may_take_its_time_or_come_to_nothing(
    whop: WhopEmulator, api: Api, place: tuple[str, dict[str, str]], options: dict[str, Any], status: str
) -> None:
    vars(whop.options).update(options)
    assert 200 == put(place).status_code
    assert status == api("GET", f"/files/{place[1]['x-storage-file']}").json()["upload_status"]


@pytest.mark.parametrize("cut", ["headers", "body", "answer"])
def test_the_storage_lets_go_of_a_connection_when_told_to(
    whop: WhopEmulator, place: tuple[str, dict[str, str]], cut: str
) -> None:
    whop.misbehave("storeFile", cut=cut)
    with pytest.raises(requests.ConnectionError):
        put(place, b"x" * 500_000)
    assert "pending" == whop.world.files[place[1]["x-storage-file"]].status(whop.world.now())
    assert 200 == put(place).status_code


def test_the_log_has_what_came_to_the_storage_and_no_bytes_of_it(
    whop: WhopEmulator, place: tuple[str, dict[str, str]]
) -> None:
    put(place)
    entry = whop.requests[-1]
    assert ("storeFile", "PUT", 200, True, None) == (
        entry.operation,
        entry.method,
        entry.status,
        entry.accepted,
        entry.body,
    )


def test_the_storage_waits_before_it_looks_when_told_to(whop: WhopEmulator, place: tuple[str, dict[str, str]]) -> None:
    whop.misbehave("storeFile", wait_before=0.3)
    assert 0.3 <= put(place).elapsed.total_seconds()
