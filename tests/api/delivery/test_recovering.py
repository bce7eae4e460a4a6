"""What an earlier try has sent is found before it is known what this one would send. Over every transport."""

from __future__ import annotations

from collections.abc import Mapping
from time import time
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.likeness import fingerprint_of
from airflow_provider_whop.api.delivery.marker import mark_of
from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.delivery.recovering import recover
from airflow_provider_whop.api.errors import WhopAmbiguous
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from sender import CHANNEL, TEXT, Sender, left_pending

WRITTEN_DOWN = fingerprint_of(NewMessage.of(channel_id=CHANNEL, content=TEXT))


def recovered(send: Sender, earlier: Mapping[str, Any] | None, **promise: Any) -> SentMessage | None:
    """Look as a later try would; it must not post."""
    asked = Promise(**{"key": "k", "settle": 0.2, **promise})
    place = NewMessage.of(channel_id=CHANNEL, content="unknown")
    posts = len(send.posts)
    found = send.client.run(recover(place, asked, send.client.settings, send.client.ask, earlier, others=Others()))
    assert posts == len(send.posts)
    return found


def test_what_was_sent_is_given_and_nobody_is_asked(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    asked = len(whop.requests)
    assert first == recovered(send, send.last)
    assert asked == len(whop.requests)


def test_what_may_have_been_sent_is_found_by_what_was_written_down_of_it(send: Sender, whop: WhopEmulator) -> None:
    before = left_pending(whop, fingerprint=WRITTEN_DOWN)
    landed = whop.team_writes(CHANNEL, TEXT)["id"]
    found = recovered(send, before)
    assert found
    assert (landed, "adopted") == (found.id, found.delivery)


def test_what_never_landed_is_told_to_be_nowhere(send: Sender, whop: WhopEmulator) -> None:
    before = left_pending(whop, fingerprint=WRITTEN_DOWN)
    whop.team_writes(CHANNEL, "Something else.")
    assert recovered(send, before) is None


def test_where_no_try_is_known_of_nobody_is_asked(send: Sender, whop: WhopEmulator) -> None:
    assert recovered(send, None) is None
    assert 0 == len(whop.requests)


@pytest.mark.parametrize("marker", [False, True])
def test_where_only_a_try_is_known_of_a_mark_tells_its_message(
    send: Sender, whop: WhopEmulator, *, marker: bool
) -> None:
    guessed = left_pending(whop, since=time() - 60, over=0.0)
    landed = whop.team_writes(CHANNEL, TEXT + mark_of(guessed["key"]))["id"]
    found = recovered(send, guessed, marker=marker)
    assert ([landed] if marker else []) == ([found.id] if found else [])


def test_two_that_may_be_it_are_named(send: Sender, whop: WhopEmulator) -> None:
    before = left_pending(whop, fingerprint=WRITTEN_DOWN)
    ids = {whop.team_writes(CHANNEL, TEXT)["id"] for _ in range(2)}
    with pytest.raises(WhopAmbiguous) as failed:
        recovered(send, before)
    assert ids == set(failed.value.candidates)
