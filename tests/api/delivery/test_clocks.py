"""Which time a send goes by: its own, Whop's, and that of the try before it. Played by hand where no bytes matter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from time import time
from typing import Any

import pytest

from airflow_provider_whop.api.conversation import converse
from airflow_provider_whop.api.delivery.attempts import GRACE
from airflow_provider_whop.api.delivery.likeness import ROUNDED
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import Record
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import WhopAmbiguous
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Keep, Moment, Now, Pause, Request, Response
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.transport import present
from sender import CHANNEL, LOST, TEXT, Sender, left_pending, there

SETTINGS = Settings(key="k", user_id="user_us", timeout=20.0, connect_timeout=3.0)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()
NOTHING = b'{"data":[],"page_info":{"end_cursor":null,"start_cursor":null,"has_next_page":false}}'


def written_down_first(earlier: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give what a send writes down before its first attempt; whatever it looks for is not there."""
    message, promise = NewMessage.of(channel_id=CHANNEL, content=TEXT), Promise(key="k", settle=1)
    steps = deliver(message, promise, SETTINGS, lambda call: converse(call, SETTINGS), earlier)
    clock, reply = NOON, None
    for _ in count():
        step = steps.send(reply)  # type: ignore[arg-type]
        clock += step.seconds if isinstance(step, Pause) else 0.0
        if isinstance(step, Keep):
            return dict(step.record)
        reply = _answer(step, clock)
    raise AssertionError


def _answer(step: object, clock: float) -> Moment | Response | None:
    if isinstance(step, Request):
        date = format_datetime(datetime.fromtimestamp(clock, UTC), usegmt=True)
        return Response(200, {"date": date}, NOTHING, clock, 0.1)
    return Moment(clock) if isinstance(step, Now) else None


def test_an_attempt_is_over_when_its_answer_can_last_come() -> None:
    assert NOON + SETTINGS.connect_timeout + GRACE + SETTINGS.timeout == written_down_first()["over"]


def test_how_far_back_to_look_goes_from_try_to_try() -> None:
    """A message of the first try may show only when the third one looks."""
    first = Record(
        state="pending", key="k", generation=0, fingerprint="f", since=NOON - 100, over=NOON - 70, offset=0.0
    )
    second = written_down_first(first.model_dump(mode="json"))
    third = written_down_first(second)
    assert [NOON + 1, NOON - 100 - ROUNDED] == [second["since"], second["floor"]]  # it has looked until it settled
    assert second["floor"] == third["floor"]


def test_a_failures_date_is_not_taken_for_whops(send: Sender, whop: WhopEmulator) -> None:
    """It may be of something in front of Whop, with a clock of its own."""
    ahead = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    whop.misbehave("createMessage", accepted=True, status=502, headers={"Date": ahead})
    assert "adopted" == send().delivery
    assert 1 == len(there(whop))


@pytest.mark.parametrize("step", [-3.0, -3600.0, 3.0])
def test_a_clock_that_is_set_meanwhile_makes_no_difference(
    send: Sender, whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch, step: float
) -> None:
    monkeypatch.setattr(present, "_ahead", present._ahead)
    monkeypatch.setattr(present, "time", lambda: time() + (step if send.posts else 0.0))
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == send().delivery
    assert 1 == len(there(whop))


@pytest.mark.parametrize("before", [0.5, 3.0])
def test_our_words_from_just_before_may_be_ours(send: Sender, whop: WhopEmulator, before: float) -> None:
    landed = whop.team_writes(CHANNEL, TEXT)["id"]
    pending = left_pending(whop, since=time() + before, over=time(), offset=0.0)
    with pytest.raises(WhopAmbiguous, match="older than this send") as undecided:
        send(earlier=pending)
    assert (landed,) == undecided.value.candidates
    assert [] == send.posts


def test_our_words_from_long_before_are_others(send: Sender, whop: WhopEmulator) -> None:
    old = whop.team_writes(CHANNEL, TEXT)["id"]
    pending = left_pending(whop, since=time() + 7, over=time(), offset=0.0)
    assert [old, send(earlier=pending).id] == there(whop)
