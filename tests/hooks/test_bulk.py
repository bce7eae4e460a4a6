"""Many messages of a task, with either method: all are attempted, each is there once, and what is missing is told."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException

from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopNotAllSent, WhopUnauthorized
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from running_task import RunningTask
from sender import LOST

pytestmark = pytest.mark.usefixtures("connection")

Messages = Sequence[Mapping[str, Any]]
Bulk = Callable[[Messages], list[SentMessage]]


async def awaited(messages: Messages, **options: Any) -> list[SentMessage]:
    hook = WhopHook()
    try:
        return await hook.asend_messages(messages, **options)
    finally:
        await hook.aclose()


def one_by_one(messages: Messages) -> list[SentMessage]:
    with closing(WhopHook()) as hook:
        return hook.send_messages(messages)


@pytest.fixture(params=[one_by_one, lambda messages: asyncio.run(awaited(messages))], ids=["send", "asend"])
def bulk(request: pytest.FixtureRequest) -> Bulk:
    """Send with either method."""
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> RunningTask:
    """A task that runs, in one try after another."""
    return RunningTask(monkeypatch)


@pytest.fixture
def channels(whop: WhopEmulator) -> list[str]:
    """Give twelve channels."""
    return [whop.add_channel(f"Room {number}") for number in range(12)]


def to(channels: Sequence[str], text: str = "hi", **options: Any) -> list[dict[str, Any]]:
    return [{"channel_id": channel, "content": text, "settle": 0.1, **options} for channel in channels]


def posted(whop: WhopEmulator, channels: Sequence[str]) -> list[list[str]]:
    """Give the texts in each channel."""
    return [[message["content"] for message in whop.messages(channel)] for channel in channels]


def posts(whop: WhopEmulator) -> int:
    return sum(entry.operation == "createMessage" for entry in whop.requests)


def patience(whop: WhopEmulator, **extra: Any) -> str:
    """Change the connection."""
    fields = json.loads(whop.connection)
    return json.dumps({**fields, "extra": {**fields["extra"], **extra}})


def test_each_is_posted_and_given_back_in_its_order(bulk: Bulk, whop: WhopEmulator, channels: list[str]) -> None:
    sent = bulk([message | {"content": f"hi {number}"} for number, message in enumerate(to(channels))])
    assert [f"hi {number}" for number in range(12)] == [message.content for message in sent]
    assert [[message.content] for message in sent] == posted(whop, channels)


def test_none_are_no_error(bulk: Bulk, whop: WhopEmulator) -> None:
    assert [] == bulk([])
    assert 0 == posts(whop)


def test_no_more_are_under_way_than_asked_for(whop: WhopEmulator, channels: list[str]) -> None:
    took = {}
    for concurrency in (2, 6):
        whop.misbehave("createMessage", wait_before=0.3, accepted=True, times=6)
        began = time.monotonic()
        asyncio.run(awaited(to(channels[:6]), concurrency=concurrency))
        took[concurrency] = time.monotonic() - began
    assert 0.9 <= took[2]
    assert took[6] < took[2]


def test_none_at_a_time_is_no_way_to_send(whop: WhopEmulator, channels: list[str]) -> None:
    with pytest.raises(AirflowFailException, match="concurrency: give a number from 1 on"):
        asyncio.run(awaited(to(channels), concurrency=0))
    assert 0 == posts(whop)


def test_one_whose_end_is_not_known_is_told_with_the_others(
    bulk: Bulk, whop: WhopEmulator, channels: list[str]
) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(AirflowFailException, match=r"^1 of 12 messages: not sent, or not for certain"):
        bulk(to(channels, on_ambiguous="fail"))
    assert [["hi"]] * 12 == posted(whop, channels)


def test_one_that_is_refused_keeps_none_from_being_sent_and_fails_the_task_for_good(
    bulk: Bulk, whop: WhopEmulator, channels: list[str]
) -> None:
    with pytest.raises(AirflowFailException, match=r"^1 of 13 messages: not sent, or .*\. To exp_nowhere: ") as failed:
        bulk(to([*channels[:5], "exp_nowhere", *channels[5:]]))
    assert [["hi"]] * 12 == posted(whop, channels)
    assert isinstance(failed.value, WhopNotAllSent)
    assert ([5], 12) == (list(failed.value.errors), len(failed.value.sent))


def test_many_that_are_refused_are_counted(bulk: Bulk, channels: list[str]) -> None:
    with pytest.raises(WhopNotAllSent, match=r"^5 of 6 messages: .* To exp_0: .* To exp_2: .* And 2 more\.$"):
        bulk(to([*(f"exp_{number}" for number in range(5)), channels[0]]))


def test_what_may_get_better_is_left_to_a_retry_which_sends_what_is_missing(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], task: RunningTask, connection: Callable[[str], None]
) -> None:
    connection(patience(whop, max_retries=0))
    whop.misbehave("createMessage", status=429, times=3)
    with pytest.raises(WhopNotAllSent) as failed:
        bulk(to(["exp_nowhere", *channels]))
    assert not isinstance(failed.value, AirflowFailException)
    before = posts(whop)
    task.next_try()
    with pytest.raises(AirflowFailException, match="1 of 13"):
        bulk(to(["exp_nowhere", *channels]))
    assert [["hi"]] * 12 == posted(whop, channels)
    assert len(failed.value.errors) == posts(whop) - before


def test_a_retry_sends_none_again_whatever_their_order_and_their_texts(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], task: RunningTask
) -> None:
    first = {message.id for message in bulk(to(channels[:11], "at 10:00"))}
    task.next_try()
    again = bulk(to(channels[::-1], "at 10:01"))
    assert first == {message.id for message in again[1:]}
    assert [*[["at 10:00"]] * 11, ["at 10:01"]] == posted(whop, channels)


def test_a_second_bulk_of_a_task_is_another(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], task: RunningTask
) -> None:
    for _ in range(2):
        bulk(to(channels, "first"))
        bulk(to(channels, "second"))
        task.next_try()
    assert [["first", "second"]] * 12 == posted(whop, channels)


def test_answers_that_are_lost_are_made_good(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], task: RunningTask
) -> None:
    whop.misbehave("createMessage", times=2, **LOST)
    whop.misbehave("createMessage", times=2, cut="answer")
    whop.misbehave("createMessage", times=2, status=503, accepted=True)
    sent = bulk(to(channels))
    assert [["hi"]] * 12 == posted(whop, channels)
    assert 4 == sum(message.delivery == "adopted" for message in sent)
    assert {"sent"} == {record["state"] for record in task.records.values()}


def test_two_to_one_channel_need_keys(bulk: Bulk, whop: WhopEmulator, channels: list[str], task: RunningTask) -> None:
    twice = [*to(channels), *to(channels[:1], "again")]
    with pytest.raises(
        AirflowFailException, match=f"channel_id: 2 of the messages have '{channels[0]}': give each a key"
    ):
        bulk(twice)
    assert 0 == posts(whop)
    for _ in range(2):
        bulk([{**message, "key": f"customer {number}"} for number, message in enumerate(twice)])
        task.next_try()
    assert ["hi", "again"] == posted(whop, channels[:1])[0]
    assert 13 == posts(whop)


def test_one_key_names_one_message(bulk: Bulk, whop: WhopEmulator, channels: list[str]) -> None:
    with pytest.raises(WhopInvalidArgument, match="key: 12 of the messages have 'a': give each a key of its own"):
        bulk(to(channels, key="a"))
    assert 0 == posts(whop)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("message 2: it has no 'content'", {"channel_id": "exp_lounge"}),
        ("message 2: content: the text is empty", {"channel_id": "exp_lounge", "content": " "}),
        ("message 2: settle: ", {"channel_id": "exp_lounge", "content": "a", "settle": -1}),
        ("message 2: colour: ", {"channel_id": "exp_lounge", "content": "a", "colour": "red"}),
    ],
)
def test_none_is_sent_where_one_is_no_message(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], sentence: str, message: dict[str, Any]
) -> None:
    with pytest.raises(AirflowFailException, match=f"^{sentence}"):
        bulk([*to(channels[:1]), message])
    assert 0 == posts(whop)


def test_what_is_wrong_with_the_connection_is_told_once_and_soon(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], connection: Callable[[str], None]
) -> None:
    connection(json.dumps({**json.loads(whop.connection), "password": "stale"}))
    with pytest.raises(WhopUnauthorized):
        bulk(to(channels))
    assert 0 < posts(whop) <= 10


def test_where_airflow_writes_nothing_down_nothing_more_is_sent(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], task: RunningTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: Any, **__: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(task, "set", closed)
    with pytest.raises(AirflowException, match="so this try of the task sends nothing more"):
        bulk(to(channels))
    assert 0 == posts(whop)


def test_the_rate_limit_is_kept(bulk: Bulk, connection: Callable[[str], None]) -> None:
    with WhopEmulator(rate_limit=60) as strict:
        connection(patience(strict, rate_limit=60))
        channels = [strict.add_channel(f"Room {number}") for number in range(62)]
        began = time.monotonic()
        bulk(to(channels))
        assert [] == [entry for entry in strict.requests if entry.status == 429]
        assert 2.0 <= time.monotonic() - began


def test_a_long_text_among_them_is_split(
    bulk: Bulk, whop: WhopEmulator, channels: list[str], task: RunningTask
) -> None:
    for _ in range(2):
        sent = bulk(to(channels[:2], "word " * 1500, on_long="split"))
        task.next_try()
    assert [2, 2] == [len(message.parts) for message in sent] == [len(texts) for texts in posted(whop, channels[:2])]
