"""When it cannot be told whether a message is there, and how a mark tells it. Over every transport."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.errors import (
    WhopAmbiguous,
    WhopBroken,
    WhopForbidden,
)
from airflow_provider_whop.emulator import WhopEmulator
from both import Connect
from sender import CHANNEL, LOST, QUICK, TEXT, Sender, left_pending, there


def test_an_unknown_author_fails_with_the_candidate(connect: Connect, whop: WhopEmulator) -> None:
    send = Sender(connect(key=whop.key, base_url=whop.base_url), whop)
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous) as undecided:
        send()
    assert tuple(there(whop)) == undecided.value.candidates
    assert there(whop)[0] in str(undecided.value)


def test_an_unknown_author_without_a_candidate_sends_again(connect: Connect, whop: WhopEmulator) -> None:
    send = Sender(connect(key=whop.key, base_url=whop.base_url), whop)
    whop.misbehave("createMessage", cut="answer")
    assert [send().id] == there(whop)


def test_a_window_that_is_too_full_to_look_through_fails(send: Sender, whop: WhopEmulator) -> None:
    before = left_pending(whop)
    for number in range(101):
        whop.member_writes(CHANNEL, "ada", f"Message {number}")
    with pytest.raises(WhopAmbiguous, match="more than 1 pages"):
        send(earlier=before, reconcile_pages=1)
    assert [] == send.posts


def test_a_full_channel_is_looked_through_to_the_time_of_the_send(send: Sender, whop: WhopEmulator) -> None:
    before = left_pending(whop)
    whop.team_writes(CHANNEL, TEXT)
    for number in range(250):
        whop.member_writes(CHANNEL, "ada", f"Message {number}")
    again = send(earlier=before)
    assert ("adopted", 3) == (again.delivery, again.reconciled_pages)


def test_a_key_that_may_not_read_cannot_look_and_does_not_send_again(connect: Connect, whop: WhopEmulator) -> None:
    key = whop.add_key("writer", without=("chat:read", "dms:read", "support_chat:read"))
    send = Sender(connect(key=key, base_url=whop.base_url, user_id=whop.user_id), whop)
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopForbidden, match="chat:read"):
        send()
    assert (1, "pending") == (len(there(whop)), send.states[-1])


def test_a_whop_that_stays_broken_is_an_error_that_another_try_may_mend(connect: Connect, whop: WhopEmulator) -> None:
    known = {"key": whop.key, "base_url": whop.base_url, "user_id": whop.user_id}
    send = Sender(connect(**known, **QUICK, max_retries=2), whop)
    whop.misbehave("createMessage", status=503, times=3)
    with pytest.raises(WhopBroken) as broken:
        send(settle=0)
    assert (False, []) == (broken.value.permanent, there(whop))
    send.long_after()
    assert [send().id] == there(whop)


def test_mapped_siblings_with_the_same_words_fail_rather_than_guess(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous, match="marker=True"):
        send(rivals=True)
    assert 1 == len(there(whop))


def test_mapped_siblings_with_marks_each_find_their_own(send: Sender, whop: WhopEmulator) -> None:
    sent = []
    for number in range(3):
        whop.misbehave("createMessage", **LOST)
        send.journal.clear()
        sent.append(send(rivals=True, marker=True, key=f"k{number}"))
    assert [message.id for message in sent] == there(whop)
    assert {"adopted"} == {message.delivery for message in sent}
