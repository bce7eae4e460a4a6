"""Sends of one task that could be taken for one another: by their words, their key, their place, or the time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopAmbiguous, WhopInvalidArgument
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from running_task import RunningTask
from sender import LOST, there

pytestmark = pytest.mark.usefixtures("connection")

ROOM, TEXT = "exp_lounge", "hi"


@pytest.fixture(params=[False, True], ids=["send_message", "asend_message"])
def task(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> RunningTask:
    """A task that sends with either method."""
    return RunningTask(monkeypatch, awaited=request.param)


# -- the same words


@pytest.mark.parametrize("keys", [("a", "b"), (None, None)])
@pytest.mark.parametrize("cleared", [False, True])
def test_a_lost_send_that_is_found_in_anothers_message_fails_the_task(
    task: RunningTask, whop: WhopEmulator, keys: tuple[str | None, ...], cleared: bool
) -> None:
    """The first was never accepted and its error caught; one message cannot be both."""
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        task.send(TEXT, key=keys[0], on_ambiguous="fail")
    second = task.send(TEXT, key=keys[1]).id
    task.next_try(long_after=True, cleared=cleared)
    task.send(TEXT, key=keys[0])
    with pytest.raises(WhopAmbiguous, match="one of them was lost") as missing:
        task.send(TEXT, key=keys[1])
    assert (second,) == missing.value.candidates
    assert [second] == there(whop)


def test_a_clear_after_that_sends_both_anew(task: RunningTask, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        task.send(TEXT, key="a", on_ambiguous="fail")
    task.send(TEXT, key="b")
    task.next_try(long_after=True)
    task.send(TEXT, key="a")
    with pytest.raises(WhopAmbiguous):
        task.send(TEXT, key="b")
    task.next_try(cleared=True)
    anew = [task.send(TEXT, key=key).id for key in "ab"]
    assert anew == there(whop)[1:]
    assert 3 == len(there(whop))


def test_the_words_that_an_earlier_try_lost_may_be_anothers_by_now(
    monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator
) -> None:
    task = RunningTask(monkeypatch, awaited=True)
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        task.send("1 open", key="a", on_ambiguous="fail")
    task.next_try(long_after=True)
    whop.misbehave("createMessage", accepted=True, wait_after=1.0)

    async def both() -> list[Any]:
        hook = WhopHook()
        sends = [hook.asend_message(ROOM, text, key=key, settle=1) for key, text in (("b", "1 open"), ("a", "2 open"))]
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        await hook.aclose()
        return outcomes

    b, a = asyncio.run(both())
    assert isinstance(a, WhopAmbiguous) or a.id != b.id


# -- the same key


def test_a_send_whose_end_could_not_be_written_down_finds_its_own_message(
    task: RunningTask, whop: WhopEmulator
) -> None:
    task.refuse = lambda records: any(record["state"] == "sent" for record in records.values())
    with pytest.raises(Exception, match="did not write down"):
        task.send(TEXT, key="a")
    task.refuse = None
    for record in task.records.values():
        record["over"] = record["since"]
    assert [task.send(TEXT, key="a").id] == there(whop)


def test_two_at_once_under_one_key_are_refused(monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator) -> None:
    RunningTask(monkeypatch)

    async def both() -> list[Any]:
        hook = WhopHook()
        sends = (hook.asend_message(ROOM, TEXT, key="a", settle=0.1) for _ in range(2))
        outcomes = await asyncio.gather(*sends, return_exceptions=True)
        await hook.aclose()
        return outcomes

    sent, refused = asyncio.run(both())
    assert [sent.id] == there(whop)
    assert isinstance(refused, WhopInvalidArgument)
    assert "key" == refused.param


def test_one_that_was_cancelled_leaves_its_key_free(monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator) -> None:
    RunningTask(monkeypatch)
    whop.misbehave("createMessage", wait_before=5, accepted=False)

    async def play() -> str:
        hook = WhopHook()
        try:
            await asyncio.wait_for(hook.asend_message(ROOM, "one", key="a"), 0.5)
        except TimeoutError:  # amid which the cancelled one is still known
            return (await hook.asend_message(ROOM, "one", key="a", on_ambiguous="resend")).id
        finally:
            await hook.aclose()
        raise AssertionError

    assert [asyncio.run(play())] == there(whop)


def test_a_key_that_reads_like_a_parts_is_another_message(monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator) -> None:
    RunningTask(monkeypatch)
    text = "\n\n".join(letter * 3000 for letter in "ab")
    long: Mapping[str, Any] = {"channel_id": ROOM, "content": text, "key": "a", "on_long": "split"}
    WhopHook().send_messages([long, {"channel_id": ROOM, "content": "more", "key": "a, part 2"}])
    assert 3 == len(there(whop))


def test_a_text_of_several_messages_is_not_recovered_by_its_first(monkeypatch: pytest.MonkeyPatch) -> None:
    RunningTask(monkeypatch)
    with pytest.raises(WhopInvalidArgument, match="on_long"):
        WhopHook().recover_message(ROOM, key="a", on_long="split")


# -- the same place


def test_an_unnamed_send_to_another_channel_in_the_place_of_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator
) -> None:
    """As a loop over a set has another order in each process."""
    task = RunningTask(monkeypatch)
    rooms = [whop.add_channel("A"), whop.add_channel("B")]
    WhopHook().send_message(rooms[0], TEXT)
    task.next_try()
    with pytest.raises(WhopAmbiguous, match="another channel"):
        WhopHook().send_message(rooms[1], TEXT)
    assert [1, 0] == [len(whop.messages(room)) for room in rooms]


@pytest.mark.parametrize("key", ["a", None])
def test_what_may_be_in_one_channel_is_not_sent_to_another(
    monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator, key: str | None
) -> None:
    task = RunningTask(monkeypatch)
    rooms = [whop.add_channel("A"), whop.add_channel("B")]
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        WhopHook().send_message(rooms[0], TEXT, key=key, on_ambiguous="fail")
    task.next_try(long_after=True)
    with pytest.raises(WhopAmbiguous, match=rooms[0]):
        WhopHook().send_message(rooms[1], TEXT, key=key, settle=0.1)
    assert [1, 0] == [len(whop.messages(room)) for room in rooms]


def test_what_may_be_in_one_channel_goes_to_another_where_twice_is_better_than_never(
    monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator
) -> None:
    task = RunningTask(monkeypatch)
    rooms = [whop.add_channel("A"), whop.add_channel("B")]
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        WhopHook().send_message(rooms[0], TEXT, key="a", on_ambiguous="fail")
    task.next_try()
    WhopHook().send_message(rooms[1], TEXT, key="a", on_ambiguous="resend")
    assert [1, 1] == [len(whop.messages(room)) for room in rooms]


def test_what_a_deferred_task_sends_when_it_goes_on_is_another_message(task: RunningTask, whop: WhopEmulator) -> None:
    task.send("still waiting")
    task.resume("execute_complete")
    second = task.send("still waiting").id
    assert [second] == there(whop)[1:]
    task.next_try()
    task.send("still waiting")
    task.resume("execute_complete")
    assert second == task.send("still waiting").id
    assert 2 == len(there(whop))
