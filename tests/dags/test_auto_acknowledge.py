"""example_auto_acknowledge: which messages break a silence, told by an inbox whose clock is moved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

import pytest

from airflow_provider_whop.api.inbox.message import InboxMessage
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from places import DAGS

pytest.importorskip("airflow.sdk", reason="The example needs Airflow 3")

Say = Callable[[float, str], InboxMessage]


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = spec_from_file_location("example_auto_acknowledge", DAGS / "example_auto_acknowledge.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def hook(connection: Callable[..., None]) -> Iterator[WhopHook]:
    connection()
    with closing(WhopHook()) as hook:
        yield hook


@pytest.fixture
def say(whop: WhopEmulator) -> Say:
    """Have Ada, or the team, write so many hours after noon; gives the message."""
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)

    def said(hours: float, who: str = "ada") -> InboxMessage:
        whop.world._now = lambda: noon + timedelta(hours=hours)
        channel_id, post = written(whop, who)
        return InboxMessage(
            id=post["id"],
            channel_id=channel_id,
            customer_user_id="user_ada",
            user_id=post["user"]["id"],
            created_at=post["created_at"],
        )

    return said


def written(whop: WhopEmulator, who: str) -> tuple[str, dict[str, Any]]:
    if who != "team":
        post = whop.customer_writes(who, "…")
        return post["channel_id"], post
    (room,) = (room for room in whop.world.rooms.values() if room.kind == "support")
    return room.id, whop.team_writes(room.id, "…")


def test_the_first_message_of_a_customer_breaks_a_silence(example: Any, hook: WhopHook, say: Say) -> None:
    assert example.breaks_silence(hook, say(0, "ada"))


def test_of_several_messages_only_the_first_does(example: Any, hook: WhopHook, say: Say) -> None:
    told = [say(hours, "ada") for hours in (0, 0, 0.1, 5.9, 11.8)]
    first = min(told[:2], key=lambda message: message.id)
    assert [first] == [message for message in told if example.breaks_silence(hook, message)]


def test_a_message_after_six_silent_hours_does_again(example: Any, hook: WhopHook, say: Say) -> None:
    told = [say(hours, "ada") for hours in (0, 6.1, 6.2)]
    assert [True, True, False] == [example.breaks_silence(hook, message) for message in told]


def test_an_answer_ends_it_whoever_gave_it(example: Any, hook: WhopHook, say: Say) -> None:
    told = say(0, "ada")
    say(0.1, "team")
    assert not example.breaks_silence(hook, told)


def test_what_follows_a_word_of_the_team_breaks_none_for_a_while(example: Any, hook: WhopHook, say: Say) -> None:
    say(0, "ada")
    say(7, "team")
    assert [False, True] == [example.breaks_silence(hook, say(hours, "ada")) for hours in (12, 18.1)]
