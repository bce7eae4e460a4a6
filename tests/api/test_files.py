"""File records over every transport; the bytes are put where Whop says, without the key."""

from __future__ import annotations

import requests

from airflow_provider_whop.api import files, messages
from airflow_provider_whop.emulator import WhopEmulator
from both import Client


def test_a_file_is_declared_filled_and_attached(client: Client, whop: WhopEmulator) -> None:
    upload = client.send(files.create_file("menu.pdf", visibility="private"))
    assert "pending" == upload.upload_status
    requests.put(upload.upload_url, b"12345", headers=upload.upload_headers, timeout=5).raise_for_status()
    file = client.send(files.retrieve_file(upload.id))
    assert (file.upload_status, file.size) == ("ready", 5)
    client.send(messages.create_message("exp_lounge", "", attachments=[file.id]))
    assert 1 == len(whop.messages("exp_lounge"))


def test_a_size_is_a_number_though_older_versions_write_it_as_a_text() -> None:
    file = files.File.model_validate({"id": "file_1", "upload_status": "ready", "size": "5"})
    assert 5 == file.size


def test_addresses_that_open_a_file_do_not_show_in_its_repr() -> None:
    upload = files.FileUpload(
        id="file_1", upload_status="pending", upload_url="https://x/?sig=s", upload_headers={"a": "s"}
    )
    assert "sig" not in repr(upload)
    assert "upload_headers" not in repr(upload)
