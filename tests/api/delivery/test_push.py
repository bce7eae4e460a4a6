"""A push under every fault and over the tries of its task: once at most, unless more was asked for. All transports."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.push import PushPromise, push
from airflow_provider_whop.api.delivery.record import Record
from airflow_provider_whop.api.errors import (
    WhopAmbiguous,
    WhopError,
    WhopInvalid,
    WhopInvalidArgument,
    WhopNotFound,
    WhopRateLimited,
)
from airflow_provider_whop.api.notifications import NewNotification, Pushed
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect
from faults import ROWS, TIMEOUT, Row, free_port
from sender import LOST

THROWN = [row for row in ROWS if not row.stranger and not row.options]
"""All that can go wrong with a request; the rest goes wrong in a channel."""
REFUSED = {"status": 200, "body": b'{"success": false}'}


class Pusher:
    """Pushes as the tries of one task would, with one journal, which is JSON."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.journal: list[Mapping[str, Any]] = []

    def __call__(self, words: str = "Look!", audience: str = "exp_lounge", **promise: Any) -> Pushed:
        asked = NewNotification.of(title="Late", content=words, experience_id=audience)
        steps = push(asked, PushPromise.of(**{"key": "k", **promise}), self.client.settings, self.last)
        return self.client.run(steps, self.journal.append)

    @property
    def last(self) -> Mapping[str, Any] | None:
        return self.journal[-1] if self.journal else None

    @property
    def states(self) -> list[str]:
        return [record["state"] for record in self.journal]


@pytest.fixture
def pusher(client: Client) -> Pusher:
    return Pusher(client)


def thrown(row: Row, connect: Connect, tries: int, **promise: Any) -> tuple[int, list[str]]:
    """Throw one fault at the first of a task's tries; gives the number of pushes, and how each try ended."""
    with WhopEmulator(port=free_port()) as whop:
        row.arrange(whop, "createNotification")
        pusher, told = Pusher(connect(key=whop.key, base_url=whop.base_url, timeout=TIMEOUT)), []
        for _ in range(tries):
            try:
                told.append(str(pusher(**promise).success))
            except WhopError as failed:
                told.append(type(failed).__name__)
        return len(whop.notifications()), told


@pytest.mark.parametrize("row", THROWN, ids=lambda row: row.name)
def test_whatever_goes_wrong_there_is_one_push_at_most_and_a_success_is_true(row: Row, connect: Connect) -> None:
    pushes, told = thrown(row, connect, tries=2)
    assert (pushes, told) in [(1, ["True", "True"]), (0, ["WhopAmbiguous"] * 2), (1, ["WhopAmbiguous"] * 2)]


@pytest.mark.parametrize("row", THROWN, ids=lambda row: row.name)
def test_where_twice_is_better_than_never_it_comes_at_last(row: Row, connect: Connect) -> None:
    pushes, told = thrown(row, connect, tries=2, on_ambiguous="resend")
    assert "True" == told[-1]
    assert pushes in (1, 2)


def test_it_is_written_down_before_and_after(pusher: Pusher, whop: WhopEmulator) -> None:
    assert pusher() == Pushed(success=True)
    assert ["pending", "sent"] == pusher.states
    assert "k" == whop.requests[0].headers["idempotency-key"]
    assert [] == [record for record in pusher.journal if "Look!" in repr(record)]


def test_a_later_try_of_what_was_pushed_pushes_nothing(pusher: Pusher, whop: WhopEmulator) -> None:
    assert pusher() == pusher("Rendered anew at another time")
    assert 1 == len(whop.requests)


def test_a_try_that_was_killed_amid_a_push_is_not_made_good_by_itself(pusher: Pusher, whop: WhopEmulator) -> None:
    pusher()
    del pusher.journal[1:]
    with pytest.raises(WhopAmbiguous, match="An earlier try of this task ended while it was pushing"):
        pusher()
    assert 1 == len(whop.requests)


def test_resent_after_a_kill_it_has_the_same_key_so_that_a_whop_which_heeds_it_delivers_once(
    pusher: Pusher, whop: WhopEmulator
) -> None:
    whop.options.idempotency = True
    pusher(on_ambiguous="resend")
    del pusher.journal[1:]
    assert pusher(on_ambiguous="resend").success is True
    assert (["k", "k"], 1) == ([entry.headers["idempotency-key"] for entry in whop.requests], len(whop.notifications()))


def test_other_words_under_a_key_that_whop_has_seen_are_not_taken_for_a_success(
    pusher: Pusher, whop: WhopEmulator
) -> None:
    whop.options.idempotency = True
    pusher(on_ambiguous="resend")
    del pusher.journal[1:]
    with pytest.raises(WhopAmbiguous, match="another push under the key of this one"):
        pusher("Rendered anew", on_ambiguous="resend")
    assert 1 == len(whop.notifications())


@pytest.mark.parametrize("fault", [{}, LOST])
def test_a_clear_is_a_persons_wish_and_pushes_again(pusher: Pusher, whop: WhopEmulator, fault: Any) -> None:
    if fault:
        whop.misbehave("createNotification", **fault)
    with suppress(WhopAmbiguous):
        pusher()
    pusher(generation=1, key="k1")
    assert (2, "k1") == (len(whop.notifications()), whop.requests[-1].headers["idempotency-key"])


def test_a_retry_that_cannot_know_pushes_nothing_and_says_why(pusher: Pusher, whop: WhopEmulator) -> None:
    guessed = Record(state="pending", key="k", generation=0, fingerprint="", since=0.0, over=0.0)
    pusher.journal.append(guessed.model_dump(mode="json"))
    with pytest.raises(WhopAmbiguous, match=r"before Airflow 3\.3 nothing tells a retry"):
        pusher()
    assert [] == whop.requests
    assert pusher(on_ambiguous="resend").success is True


@pytest.mark.parametrize(
    ("fault", "error"), [({"status": 404}, WhopNotFound), ({"status": 429, "times": 9}, WhopRateLimited)]
)
@pytest.mark.usefixtures("naps")
def test_what_was_refused_leaves_nothing_in_doubt(pusher: Pusher, whop: WhopEmulator, fault: Any, error: Any) -> None:
    whop.misbehave("createNotification", **fault)
    with pytest.raises(error):
        pusher()
    assert "refused" == pusher.states[-1]
    assert [] == whop.notifications()


def test_a_push_that_whop_did_not_take_is_no_success(pusher: Pusher, whop: WhopEmulator) -> None:
    whop.misbehave("createNotification", **REFUSED)
    with pytest.raises(WhopInvalid, match='with "success": false'):
        pusher()
    assert "refused" == pusher.states[-1]
    assert pusher().success is True


def test_another_push_in_the_place_of_an_unnamed_one_is_refused(pusher: Pusher, whop: WhopEmulator) -> None:
    pusher(same_text=True)
    with pytest.raises(WhopAmbiguous, match="Give each send_push_notification a key of its own"):
        pusher("Something else", same_text=True)
    assert 1 == len(whop.notifications())


def test_what_else_it_could_do_in_doubt_is_not_offered(pusher: Pusher) -> None:
    with pytest.raises(WhopInvalidArgument, match="on_ambiguous"):
        pusher(on_ambiguous="reconcile")
