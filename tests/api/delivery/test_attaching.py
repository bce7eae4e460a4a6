"""Messages with files, over every transport: uploaded when the message has to be sent, and never left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import WhopAmbiguous, WhopError, WhopUnreadableFile, WhopUploadFailed
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect
from sender import CHANNEL, LOST, there

MENU = InMemory("menu.txt", b"soup", "file 1")


class Gone:
    """A file that was there for an earlier try."""

    name, label = "menu.txt", "file 1"

    def weigh(self) -> int:
        raise WhopUnreadableFile("file 1 is gone.")

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        raise NotImplementedError


class Sender:
    """Sends a text with files, as the tries of one task would."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._last: Any = None
        self._others = Others()

    def __call__(self, text: str, *files: Any, attachments: list[str] | None = None, **promise: Any) -> SentMessage:
        message = NewMessage.of(channel_id=CHANNEL, content=text, files=files, attachments=attachments)
        asked = Promise(**{"key": "k", "settle": 0.2, **promise})
        settings, ask = self._client.settings, self._client.ask
        steps = deliver(message, asked, settings, ask, self._last, others=self._others)
        return self._client.run(steps, self._keep)

    def _keep(self, record: Any) -> None:
        self._last = record


@pytest.fixture
def send(connect: Connect, whop: WhopEmulator) -> Sender:
    """A sender over each transport, which knows as whom it writes."""
    return Sender(connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id))


def operations(whop: WhopEmulator) -> list[str | None]:
    return [entry.operation for entry in whop.requests]


def test_the_files_are_attached_behind_those_that_are_there(send: Sender, whop: WhopEmulator) -> None:
    there_before = whop.add_file("plan.pdf")
    sent = send("Today:", MENU, InMemory("wine.txt", b"red"), attachments=[there_before])
    assert ["plan.pdf", "menu.txt", "wine.txt"] == [file["filename"] for file in whop.attachments(sent.id)]
    assert [b"soup", b"red"] == [file["content"] for file in whop.attachments(sent.id)][1:]


def test_a_file_alone_is_a_message(send: Sender, whop: WhopEmulator) -> None:
    assert [b"soup"] == [file["content"] for file in whop.attachments(send("", MENU).id)]


@pytest.mark.usefixtures("naps")
@pytest.mark.parametrize("wrong", [{"processing_fails": True}, {"upload_expires_after": 0}], ids=str)
def test_no_message_goes_without_its_file(send: Sender, whop: WhopEmulator, wrong: dict[str, Any]) -> None:
    for name, value in wrong.items():
        setattr(whop.options, name, value)
    with pytest.raises(WhopUploadFailed):
        send("Today:", MENU)
    assert ([], False) == (there(whop), "createMessage" in operations(whop))


def test_an_attempt_that_is_made_again_uploads_nothing_again(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=429)
    sent = send("Today:", MENU)
    assert (1, 2) == (operations(whop).count("storeFile"), operations(whop).count("createMessage"))
    assert ["menu.txt"] == [file["filename"] for file in whop.attachments(sent.id)]


def test_a_message_whose_answer_was_lost_is_found_with_its_file(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    sent = send("Today:", MENU)
    assert ("adopted", [sent.id], 1) == (sent.delivery, there(whop), operations(whop).count("storeFile"))


def test_a_try_that_finds_its_message_there_asks_for_no_file(send: Sender, whop: WhopEmulator) -> None:
    first = send("Today:", MENU)
    again = send("Today:", Gone())
    assert (first.id, [first.id]) == (again.id, there(whop))


def test_a_file_without_words_whose_answer_was_lost_is_doubt(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous, match="it has no words by which it could be told from another") as told:
        send("", MENU)
    assert list(told.value.candidates) == there(whop)


def test_a_mark_makes_up_for_words(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    sent = send("", MENU, marker=True)
    assert ("adopted", [sent.id]) == (sent.delivery, there(whop))


def test_a_send_whose_upload_failed_is_over_for_those_that_come_after_it(
    send: Sender, whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("airflow_provider_whop.api.uploading.upload.ADDRESSES", 1)
    whop.misbehave("storeFile", status=411)
    with pytest.raises(WhopUploadFailed):
        send("Today:", MENU, key="first")
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == send("Today:", key="second").delivery


def test_resending_goes_on_where_whop_knows_the_key_with_other_files(send: Sender, whop: WhopEmulator) -> None:
    whop.options.idempotency = True
    whop.misbehave("createMessage", times=6, **LOST)
    with pytest.raises(WhopError):
        send("Today:", MENU, on_ambiguous="resend")
    assert "sent" == send("Today:", MENU, on_ambiguous="resend").delivery
