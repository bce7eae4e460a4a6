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


# -- a clear


def test_other_words_in_the_place_of_what_may_be_there_are_refused_after_a_clear_too(
    task: RunningTask, whop: WhopEmulator
) -> None:
    """They would be taken for it, and what was there be sent again in another place."""
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        task.send("a", on_ambiguous="fail")
    task.next_try(long_after=True, cleared=True)
    with pytest.raises(WhopAmbiguous, match=f"may have sent another text .* Look into channel {ROOM}"):
        task.send("b")
    assert 1 == len(there(whop))


def test_so_is_another_channel(monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator) -> None:
    task = RunningTask(monkeypatch)
    rooms = [whop.add_channel("A"), whop.add_channel("B")]
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        WhopHook().send_message(rooms[0], TEXT, on_ambiguous="fail")
    task.next_try(long_after=True, cleared=True)
    with pytest.raises(WhopAmbiguous, match=f"may have sent to another channel .* Look into channel {rooms[0]}"):
        WhopHook().send_message(rooms[1], TEXT, settle=0.1)
    assert [1, 0] == [len(whop.messages(room)) for room in rooms]


@pytest.mark.parametrize("on_ambiguous", ["resend", "fail"])
def test_who_has_looked_sends_other_words_in_its_place(
    task: RunningTask, whop: WhopEmulator, on_ambiguous: str
) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        task.send("a", on_ambiguous="fail")
    task.next_try(long_after=True, cleared=True)
    task.send("b", on_ambiguous=on_ambiguous)
    assert ["a", "b"] == sorted(message["content"] for message in whop.messages(ROOM))


@pytest.mark.parametrize("accepted", [True, False])
def test_what_a_clear_has_taken_up_may_be_asked_for_again(
    task: RunningTask, whop: WhopEmulator, accepted: bool
) -> None:
    whop.misbehave("createMessage", cut="answer", accepted=accepted)
    with pytest.raises(WhopAmbiguous):
        task.send(TEXT, key="a", on_ambiguous="fail")
    task.next_try(long_after=True, cleared=True)
    assert [task.send(TEXT, key="a").id] == there(whop)
    assert [task.send(TEXT, key="a").id] == there(whop)


# -- an Airflow without a store


@pytest.fixture(params=[False, True], ids=["send_message", "asend_message"])
def forgetful(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> RunningTask:
    """A task before Airflow 3.3: what it has sent, only the channel tells the next try."""
    return RunningTask(monkeypatch, awaited=request.param, stored=False)


def test_a_retry_finds_what_the_try_before_it_has_sent(forgetful: RunningTask, whop: WhopEmulator) -> None:
    forgetful.send(TEXT)
    forgetful.next_try()
    assert [forgetful.send(TEXT).id] == there(whop)


def test_a_retry_after_a_clear_takes_no_message_from_before_it(forgetful: RunningTask, whop: WhopEmulator) -> None:
    """Airflow 3.2 says of each clear that the run began anew, and of its start that it is the old one."""
    before = forgetful.send(TEXT).id
    forgetful.next_try(cleared=True)  # and is killed before it posts
    forgetful.next_try()
    with pytest.raises(WhopAmbiguous) as found:
        forgetful.send(TEXT)
    assert (before,) == found.value.candidates
    assert [before] == there(whop)


def test_nor_does_what_goes_on_after_a_deferral_take_what_was_sent_before_it(
    forgetful: RunningTask, whop: WhopEmulator
) -> None:
    before = forgetful.send(TEXT).id  # and is killed when it goes on
    forgetful.next_try()
    assert before == forgetful.send(TEXT).id
    forgetful.resume("execute_complete")
    with pytest.raises(WhopAmbiguous) as found:
        forgetful.send(TEXT)
    assert (before,) == found.value.candidates
    assert [before] == there(whop)


def test_a_mark_tells_the_two_apart(forgetful: RunningTask, whop: WhopEmulator) -> None:
    forgetful.send(TEXT, marker=True)
    forgetful.next_try()
    forgetful.send(TEXT, marker=True)
    forgetful.resume("execute_complete")
    forgetful.send(TEXT, marker=True)
    assert 2 == len(there(whop))
