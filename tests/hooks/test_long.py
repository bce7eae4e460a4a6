"""A long text through the hook: several messages in order, each exactly once, whatever breaks between them."""

from __future__ import annotations

from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_whop.api.delivery.marker import marks_in, unmarked
from airflow_provider_whop.api.errors import WhopAmbiguous, WhopInvalid, WhopInvalidArgument
from airflow_provider_whop.api.splitting.parts import LONGEST
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from running_task import RunningTask
from sender import LOST, there

pytestmark = pytest.mark.usefixtures("connection")

PARAGRAPHS = [letter * 3000 for letter in "abc"]
LONG = "\n\n".join(PARAGRAPHS)


@pytest.fixture(params=[False, True], ids=["send_message", "asend_message"])
def task(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> RunningTask:
    """A task that sends with either method."""
    return RunningTask(monkeypatch, awaited=request.param)


def texts(whop: WhopEmulator) -> list[str]:
    return [message["content"] for message in whop.messages("exp_lounge")]


def test_it_is_refused_before_anything_is_sent(task: RunningTask, whop: WhopEmulator) -> None:
    with pytest.raises(WhopInvalidArgument, match="5,000") as refused:
        task.send(LONG)
    assert isinstance(refused.value, AirflowFailException)
    assert (0, []) == (len(whop.requests), task.kept)


def test_its_parts_are_posted_in_order_and_told(task: RunningTask, whop: WhopEmulator) -> None:
    sent = task.send(LONG, on_long="split")
    assert PARAGRAPHS == texts(whop)
    assert (there(whop)[0], tuple(there(whop))) == (sent.id, sent.parts)


def test_a_short_text_has_no_parts(task: RunningTask) -> None:
    assert () == task.send("hi", on_long="split").parts


def test_the_first_part_is_the_reply_and_the_last_has_the_poll(task: RunningTask, whop: WhopEmulator) -> None:
    question = whop.team_writes("exp_lounge", "?")["id"]
    task.send(LONG, on_long="split", replying_to_message_id=question, poll=["yes", "no"])
    posted = whop.messages("exp_lounge")[1:]
    assert [question, None, None] == [message["replying_to_message_id"] for message in posted]
    assert [False, False, True] == [message["poll"] is not None for message in posted]


@pytest.mark.parametrize("key", [None, "report"])
def test_a_later_try_goes_on_where_an_earlier_one_was_broken_off(
    task: RunningTask, whop: WhopEmulator, key: str | None
) -> None:
    whop.misbehave("createMessage", wait_after=0.01)
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        task.send(LONG, on_long="split", on_ambiguous="fail", key=key)
    task.next_try()
    parts = task.send(LONG, on_long="split", key=key).parts
    assert (tuple(there(whop)), PARAGRAPHS) == (parts, texts(whop))


def test_a_part_that_is_refused_ends_it_and_what_is_there_stays(task: RunningTask, whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", banned_words=["bbb"])
    with pytest.raises(WhopInvalid, match="banned word"):
        task.send(LONG, on_long="split")
    assert PARAGRAPHS[:1] == texts(whop)
    whop.set_rules("exp_lounge", banned_words=[])
    task.next_try()
    task.send(LONG, on_long="split")
    assert PARAGRAPHS == texts(whop)


def test_each_part_is_sent_under_a_key_of_its_own(task: RunningTask, whop: WhopEmulator) -> None:
    task.send(LONG, on_long="split", key="report")
    assert ["key report", "part 2 of key report", "part 3 of key report"] == sorted(task.records)
    assert 3 == len({entry.headers["idempotency-key"] for entry in whop.requests})


def test_an_answer_lost_of_a_part_is_looked_for(task: RunningTask, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    sent = task.send(LONG, on_long="split")
    assert ("adopted", PARAGRAPHS) == (sent.delivery, texts(whop))


def test_each_part_has_room_for_its_mark(task: RunningTask, whop: WhopEmulator) -> None:
    task.send("word " * 2400, on_long="split", marker=True)
    assert [True] * 3 == [len(text) <= LONGEST and len(marks_in(text)) == 1 for text in texts(whop)]
    assert 2400 == sum(unmarked(text).count("word") for text in texts(whop))


def test_a_mapped_task_does_not_take_a_siblings_part_for_its_own(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous, match="marker"):
        RunningTask(monkeypatch, map_index=0).send(LONG, on_long="split")
    assert 1 == len(there(whop))


@pytest.mark.parametrize("lost", [{"cut": "answer"}, LOST], ids=["not accepted", "accepted"])
def test_outside_a_task_no_part_is_taken_for_another_of_the_same_words(
    whop: WhopEmulator, lost: dict[str, Any]
) -> None:
    whop.misbehave("createMessage", wait_after=0.01)
    whop.misbehave("createMessage", **lost)
    parts = WhopHook().send_message("exp_lounge", "a" * 2 * LONGEST, on_long="split", settle=0.1).parts
    assert (2, parts) == (len(set(parts)), tuple(there(whop)))
