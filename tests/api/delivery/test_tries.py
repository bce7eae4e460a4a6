"""A later try of a task, and a cleared one: whether it sends, looks, or has nothing to do. Over every transport."""

from __future__ import annotations

from collections.abc import Mapping
from time import time
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import (
    WhopAmbiguous,
    WhopNotFound,
)
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from sender import CHANNEL, LOST, TEXT, Sender, left_pending, there


def test_a_later_try_of_a_message_that_was_sent_sends_nothing(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    asked = len(whop.requests)
    assert first == send("Rendered anew at another time")
    assert asked == len(whop.requests)


def test_a_try_that_was_killed_after_acceptance_is_made_good_without_a_second_post(
    send: Sender, whop: WhopEmulator
) -> None:
    before = left_pending(whop)
    landed = whop.team_writes(CHANNEL, TEXT)["id"]
    again = send(earlier=before)
    assert (landed, "adopted", 1) == (again.id, again.delivery, again.attempts)
    assert [] == send.posts


def test_a_try_that_was_killed_before_acceptance_is_made_good_by_a_post(send: Sender, whop: WhopEmulator) -> None:
    again = send(earlier=left_pending(whop))
    assert ("sent", 2) == (again.delivery, again.attempts)
    assert [again.id] == there(whop)


def test_a_retry_that_cannot_know_the_earlier_text_looks_for_its_own(send: Sender, whop: WhopEmulator) -> None:
    landed = whop.team_writes(CHANNEL, TEXT)["id"]
    guessed = left_pending(whop, since=time() - 60, over=0.0, fingerprint="")
    assert landed == send(earlier=guessed, same_text=True).id
    assert 1 == len(there(whop))


def test_a_retry_that_cannot_know_waits_once_for_all_that_it_sends(send: Sender, whop: WhopEmulator) -> None:
    began = time()
    for number in range(3):
        send(f"{TEXT} {number}", key=f"k{number}", earlier=left_pending(whop, since=began, over=began, fingerprint=""))
    asked = [entry.operation for entry in whop.requests if entry.operation in ("createMessage", "listMessages")]
    first = asked.index("createMessage")
    assert 2 <= first
    assert ["createMessage", *["listMessages", "createMessage"] * 2] == asked[first:]


def test_a_try_that_may_be_alive_still_is_waited_for(send: Sender, whop: WhopEmulator) -> None:
    began = time()
    send(earlier=left_pending(whop, over=began + 1.5))
    assert send.posts[0].at >= began + 1.5 + 0.5


def test_a_text_that_renders_otherwise_on_the_next_try_is_still_the_same_message(
    send: Sender, whop: WhopEmulator
) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        send("At 09:00", on_ambiguous="fail")
    assert there(whop) == [send("At 09:05").id]


def test_a_clear_after_success_sends_again(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    second = send(generation=2, key="k2")
    assert [first.id, second.id] == there(whop)
    assert "k2" == send.posts[-1].headers["idempotency-key"]


def test_a_clear_after_success_does_not_take_the_first_message_for_the_second(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    whop.misbehave("createMessage", cut="answer")
    second = send(generation=2, key="k2")
    assert [first.id, second.id] == there(whop)


def test_a_clear_after_an_answer_was_lost_looks_first(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        send(on_ambiguous="fail")
    assert "adopted" == send(generation=2, key="k2").delivery
    assert 1 == len(there(whop))


def test_a_refused_message_leaves_nothing_to_look_for(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=404)
    with pytest.raises(WhopNotFound):
        send()
    assert "refused" == send.states[-1]
    send()
    assert ["createMessage", "createMessage"] == [entry.operation for entry in whop.requests]


def test_nor_does_a_try_that_was_killed_after_the_clear(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        send(generation=2, key="k2", on_ambiguous="fail")
    send.long_after()
    second = send(generation=2, key="k2")
    assert [first.id, second.id] == there(whop)


def test_a_try_that_stood_still_finds_what_another_has_sent_in_its_place(
    send: Sender, whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no store to fence it off, as before Airflow 3.3."""
    clock = iter([time() + 999])
    monkeypatch.setattr("airflow_provider_whop.transport.terms.now", lambda: next(clock, time()))

    def stand_still(_: Mapping[str, Any]) -> None:
        if not there(whop):
            whop.team_writes(CHANNEL, TEXT)

    message = NewMessage.of(channel_id=CHANNEL, content=TEXT)
    steps = deliver(message, Promise(key="k", settle=0.5), send.client.settings, send.client.ask)
    sent = send.client.run(steps, stand_still)
    assert ("adopted", [sent.id]) == (sent.delivery, there(whop))
