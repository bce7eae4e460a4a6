"""``Idempotency-Key``: ignored unless asked for; then one effect for each key, and its answer again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from time import sleep
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.answer import Answer
from airflow_provider_whop.emulator.idempotency import Memory
from airflow_provider_whop.emulator.options import DAY, Options


@pytest.fixture
def honouring() -> Iterator[WhopEmulator]:
    with WhopEmulator(idempotency=True) as whop:
        yield whop


def post(whop: WhopEmulator, text: str = "hi", key: str = "k", **headers: str) -> requests.Response:
    credential = {"Authorization": f"Bearer {whop.key}", "Idempotency-Key": key, **headers}
    body = {"channel_id": "exp_lounge", "content": text}
    return requests.post(f"{whop.base_url}/messages", json=body, headers=credential, timeout=10)


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_key_is_ignored_by_default(whop: WhopEmulator) -> None:
    assert post(whop).json()["id"] != post(whop).json()["id"]


def test_the_same_request_gets_the_same_answer_and_has_one_effect(honouring: WhopEmulator) -> None:
    first, again = post(honouring), post(honouring)
    assert (first.content, 200, "true") == (again.content, again.status_code, again.headers["idempotent-replayed"])
    assert "idempotent-replayed" not in first.headers
    assert 1 == len(honouring.messages("exp_lounge"))


def test_another_request_under_the_key_is_refused(honouring: WhopEmulator) -> None:
    post(honouring)
    assert (400, "idempotency_key_mismatch") == code(post(honouring, "ho"))
    assert (400, "idempotency_key_mismatch") == code(post(honouring, **{"Api-Version-Date": "2025-01-01"}))
    assert 1 == len(honouring.messages("exp_lounge"))


def test_a_refusal_is_given_again_too(honouring: WhopEmulator) -> None:
    assert 400 == post(honouring, " ").status_code
    assert "true" == post(honouring, " ").headers["idempotent-replayed"]


def test_a_request_in_progress_is_told_from_one_that_has_ended(honouring: WhopEmulator) -> None:
    honouring.misbehave("createMessage", wait_before=3.0, accepted=True)
    first = threading.Thread(target=post, args=[honouring])
    first.start()
    while not any(entry.body for entry in honouring.requests):
        sleep(0.01)
    assert 409 == post(honouring).status_code
    first.join()
    assert "true" == post(honouring).headers["idempotent-replayed"]


def test_a_failure_is_not_kept(honouring: WhopEmulator) -> None:
    honouring.misbehave("createMessage", status=503)
    assert (503, 200) == (post(honouring).status_code, post(honouring).status_code)


def test_an_answer_that_was_lost_is_given_again(honouring: WhopEmulator) -> None:
    honouring.misbehave("createMessage", cut="answer", accepted=True)
    with pytest.raises(requests.ConnectionError):
        post(honouring)
    assert "true" == post(honouring).headers["idempotent-replayed"]
    assert 1 == len(honouring.messages("exp_lounge"))


def test_keys_of_another_credential_are_others(honouring: WhopEmulator) -> None:
    honouring.add_key("second")
    post(honouring)
    assert "idempotent-replayed" not in post(honouring, Authorization="Bearer second").headers


def test_a_reset_forgets_all_keys(honouring: WhopEmulator) -> None:
    post(honouring)
    honouring.reset()
    assert "idempotent-replayed" not in post(honouring).headers


def test_a_key_is_free_again_after_a_day() -> None:
    now = [0.0]
    memory = Memory(Options(idempotency=True), lambda: now[0])
    scope: Any = {"method": "POST", "headers": [(b"idempotency-key", b"k")], "raw_path": b"/", "query_string": b""}

    async def make() -> Answer:
        return Answer(200, str(now[0]).encode())

    def body() -> bytes:
        answer = asyncio.run(memory.answered(scope, b"", make))
        assert answer
        return answer.body

    assert b"0.0" == body()
    now[0] = DAY - 1.0
    assert b"0.0" == body()
    now[0] = DAY + 1.0
    assert b"86401.0" == body()
