"""The reconciling send, over every transport: what it tells, what it writes down, what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import (
    WhopAmbiguous,
    WhopInvalidArgument,
)
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from sender import CHANNEL, LOST, TEXT, Sender, there


def test_a_message_comes_back_with_its_delivery(send: Sender, whop: WhopEmulator) -> None:
    told = send().model_dump(mode="json")
    assert {"delivery": "sent", "attempts": 1, "reconciled_pages": 0} == {
        name: told[name] for name in ("delivery", "attempts", "reconciled_pages")
    }
    assert there(whop) == [told["id"]]


def test_it_is_written_down_before_each_attempt_and_after_the_answer(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=429, headers={"Retry-After": "0.2"})
    send()
    assert ["pending", "pending", "sent"] == send.states
    assert [0, 1, 2] == send.posts_before


def test_what_cannot_be_written_down_is_not_sent(send: Sender) -> None:
    def refuse(_: Mapping[str, Any]) -> None:
        raise EOFError

    message = NewMessage.of(channel_id=CHANNEL, content=TEXT)
    steps = deliver(message, Promise(key="k"), send.client.settings, send.client.ask)
    with pytest.raises(EOFError):
        send.client.run(steps, refuse)
    assert [] == send.posts


def test_no_text_and_no_key_of_the_api_is_written_down_before_the_message_is_out(
    send: Sender, whop: WhopEmulator
) -> None:
    whop.misbehave("createMessage", status=400)
    with pytest.raises(Exception, match="refused"):
        send()
    assert TEXT not in str(send.journal)
    assert whop.key not in str(send.journal)


def test_every_attempt_goes_out_under_one_key(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=503)
    send()
    assert ["k", "k"] == [post.headers["idempotency-key"] for post in send.posts]


def test_fail_does_not_look_and_does_not_send_again(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous, match="mark the task as successful if it is there"):
        send(on_ambiguous="fail")
    with pytest.raises(WhopAmbiguous):
        send(on_ambiguous="fail")
    assert ["createMessage"] == [entry.operation for entry in whop.requests]


def test_fail_sends_again_after_a_person_has_looked_and_cleared(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        send(on_ambiguous="fail")
    send(on_ambiguous="fail", generation=2, key="k2")
    assert 1 == len(there(whop))


def test_resend_sends_again_without_looking(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    send(on_ambiguous="resend")
    assert 2 == len(there(whop))
    assert {"createMessage"} == {entry.operation for entry in whop.requests}


def test_another_text_in_the_place_of_a_sent_one_is_a_mistake_where_that_is_asked_for(
    send: Sender, whop: WhopEmulator
) -> None:
    send("To ada", same_text=True)
    with pytest.raises(WhopAmbiguous, match="Give each send_message a key"):
        send("To ben", same_text=True)
    assert 1 == len(there(whop))


@pytest.mark.parametrize(
    ("name", "value"), [("on_ambiguous", "hope"), ("settle", -1), ("reconcile_pages", 0), ("key", "k" * 256)]
)
def test_a_promise_that_cannot_be_kept_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(WhopInvalidArgument, match=f"^{name}: "):
        Promise.of(**{"key": "k", name: value})
