"""A send within a running task: written down around each attempt, known to the next try, told from its siblings'."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopAmbiguous
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from running_task import RunningTask
from sender import LOST, there

pytestmark = pytest.mark.usefixtures("connection")


@pytest.fixture(params=[False, True], ids=["send_message", "asend_message"])
def task(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> RunningTask:
    """A task that sends with either method."""
    return RunningTask(monkeypatch, awaited=request.param)


def keys(whop: WhopEmulator) -> list[str]:
    return [post.headers["idempotency-key"] for post in whop.requests if post.operation == "createMessage"]


def test_a_send_is_written_down_before_and_after(task: RunningTask, whop: WhopEmulator) -> None:
    sent = task.send("hi")
    assert ["pending", "sent"] == [record["state"] for record in task.kept]
    assert [sent.id] == there(whop) == [task.kept[1]["message"]["id"]]


def test_a_later_try_gives_back_what_an_earlier_one_sent(task: RunningTask, whop: WhopEmulator) -> None:
    sent = task.send("hi")
    task.next_try()
    assert sent.id == task.send("hi").id
    assert 1 == len(keys(whop))


def test_what_an_earlier_try_may_have_sent_is_looked_for(task: RunningTask, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        task.send("hi", on_ambiguous="fail")
    task.next_try()
    assert "adopted" == task.send("hi").delivery
    assert 1 == len(there(whop)) == len(keys(whop))


def test_another_text_in_the_place_of_an_unnamed_send_is_refused(task: RunningTask, whop: WhopEmulator) -> None:
    task.send("hi")
    task.next_try()
    with pytest.raises(WhopAmbiguous, match="key"):
        task.send("something else")
    assert 1 == len(there(whop))


def test_another_text_under_the_same_key_is_the_same_message(task: RunningTask, whop: WhopEmulator) -> None:
    sent = task.send("at 10:00", key="report")
    task.next_try()
    assert sent.id == task.send("at 10:01", key="report").id
    assert 1 == len(there(whop))


def test_a_key_names_a_message_within_one_try_too(task: RunningTask, whop: WhopEmulator) -> None:
    assert task.send("hi", key="a").id == task.send("hi", key="a").id
    task.send("hi", key="b")
    assert 2 == len(set(keys(whop))) == len(there(whop))


def test_a_second_send_of_the_same_words_does_not_take_the_first_ones_message(
    task: RunningTask, whop: WhopEmulator
) -> None:
    first = task.send("hi")
    whop.misbehave("createMessage", cut="answer")
    assert [first.id, task.send("hi").id] == there(whop)


@pytest.mark.parametrize("lost", [{"cut": "answer"}, LOST], ids=["not accepted", "accepted"])
def test_a_try_that_ended_between_two_sends_of_the_same_words_is_made_good(
    task: RunningTask, whop: WhopEmulator, lost: dict[str, Any]
) -> None:
    first = task.send("hi")
    whop.misbehave("createMessage", **lost)
    with pytest.raises(WhopAmbiguous):
        task.send("hi", on_ambiguous="fail")
    task.next_try(long_after=True)
    assert [task.send("hi").id, task.send("hi").id] == [first.id, there(whop)[-1]]
    assert 2 == len(there(whop))


def test_whom_one_send_has_seen_to_write_is_known_to_the_next(
    task: RunningTask, whop: WhopEmulator, connection: Callable[..., None]
) -> None:
    fields = json.loads(whop.connection)
    connection(json.dumps({**fields, "extra": {**fields["extra"], "user_id": None}}))
    task.send("first")
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == task.send("second").delivery


def test_of_two_sends_of_the_same_words_at_once_neither_takes_the_others_message(
    monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator
) -> None:
    task = RunningTask(monkeypatch, awaited=True)
    whop.misbehave("createMessage", cut="answer")
    whop.misbehave("createMessage", accepted=True, wait_after=1.0)

    async def both() -> list[Any]:
        hook = WhopHook()
        sends = (hook.asend_message("exp_lounge", "hi", settle=0.1) for _ in range(2))
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        await hook.aclose()
        return outcomes

    outcomes = asyncio.run(both())
    sent = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert [message.id for message in sent] == there(whop)
    assert [WhopAmbiguous] == [WhopAmbiguous for outcome in outcomes if isinstance(outcome, WhopAmbiguous)]
    assert task.store


@pytest.mark.parametrize("awaited", [False, True])
def test_a_mapped_task_does_not_take_a_siblings_message_for_its_own(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch, awaited: bool
) -> None:
    task = RunningTask(monkeypatch, awaited=awaited, map_index=0)
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous, match="marker"):
        task.send("hi")
    assert 1 == len(there(whop))


def test_a_mark_tells_a_mapped_task_its_own_message(whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    task = RunningTask(monkeypatch, map_index=0)
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == task.send("hi", marker=True).delivery


@pytest.mark.parametrize(
    ("options", "delivery", "messages"),
    [({"on_ambiguous": "resend"}, "sent", 2), ({"on_ambiguous": "reconcile"}, "adopted", 1)],
)
def test_what_is_done_in_doubt_is_the_authors_choice(
    task: RunningTask, whop: WhopEmulator, options: dict[str, Any], delivery: str, messages: int
) -> None:
    whop.misbehave("createMessage", **LOST)
    assert delivery == task.send("hi", **options).delivery
    assert messages == len(there(whop))
