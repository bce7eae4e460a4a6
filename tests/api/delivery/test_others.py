"""What the sends of one task know of each other: none takes another's message, and all write as one. Any transport."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.marker import unmarked
from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.errors import WhopAmbiguous
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.records import Post
from airflow_provider_whop.emulator.world import World
from both import Connect
from sender import CHANNEL, LOST, QUICK, TEXT, Sender, left_pending, there

KNOWN = Settings(key="k", user_id="user_us")
NOT_KNOWN = Settings(key="k")


class Task(Sender):
    """Sends one message after another, in one try of one task."""

    def __init__(self, connect: Connect, whop: WhopEmulator, log: Any = None, **settings: Any) -> None:
        super().__init__(connect(log, key=whop.key, base_url=whop.base_url, **QUICK, **settings), whop)
        self.others = Others()
        self.sent = 0

    def another(self, text: str = TEXT, **options: Any) -> SentMessage:
        self.sent += 1
        self.journal.clear()
        return self(text, key=f"k{self.sent}", **options)


# -- whose message it is


def test_a_second_send_of_the_same_words_does_not_take_the_first_ones_message(
    connect: Connect, whop: WhopEmulator
) -> None:
    task = Task(connect, whop, user_id=whop.user_id)
    first = task.another()
    whop.misbehave("createMessage", cut="answer")
    second = task.another()
    assert [first.id, second.id] == there(whop)
    assert ("sent", 2) == (second.delivery, second.attempts)


def test_each_finds_its_own_where_both_answers_were_lost(connect: Connect, whop: WhopEmulator) -> None:
    task = Task(connect, whop, user_id=whop.user_id)
    whop.misbehave("createMessage", **LOST, times=2)
    assert [task.another().id, task.another().id] == there(whop)


def test_a_message_that_an_earlier_try_had_sent_is_known_to_be_its(connect: Connect, whop: WhopEmulator) -> None:
    before = Sender(connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id), whop)
    first = before()
    task = Task(connect, whop, user_id=whop.user_id)
    assert first.id == task(earlier=before.last).id
    whop.misbehave("createMessage", cut="answer")
    assert [first.id, task.another().id] == there(whop)


def test_a_send_of_which_nobody_knows_what_became_may_have_sent_what_is_found(
    connect: Connect, whop: WhopEmulator
) -> None:
    task = Task(connect, whop, user_id=whop.user_id)
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        task.another(on_ambiguous="fail")
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous) as undecided:
        task.another()
    assert tuple(there(whop)) == undecided.value.candidates


def test_other_words_or_another_channel_under_way_are_no_rival() -> None:
    others = Others()
    for key, channel_id, words in (("a", "c", "hi"), ("b", "c", "ho"), ("c", "d", "hi")):
        others.begin(key, channel_id, words)
    assert not others.rival("a")
    others.begin("d", "c", "hi")
    assert others.rival("a")
    others.end("d")
    assert not others.rival("a")


# -- whom they write as


def test_the_author_of_the_first_answer_is_known_to_all_sends_after_it(connect: Connect, whop: WhopEmulator) -> None:
    task = Task(connect, whop)
    task.another("first")
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == task.another("second").delivery
    assert 2 == len(there(whop))


def test_so_is_the_author_that_an_earlier_try_had_learnt(connect: Connect, whop: WhopEmulator) -> None:
    task = Task(connect, whop)
    task("first", earlier=left_pending(whop, author=whop.user_id))
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == task.another("second").delivery


def test_a_connection_that_is_wrong_about_its_user_is_told_once_and_put_right(
    connect: Connect, whop: WhopEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    task = Task(connect, whop, logging.getLogger("the.task"), user_id="user_typo")
    task.another("first")
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == task.another("second").delivery
    warnings = [record.getMessage() for record in caplog.records if "user_typo" in record.getMessage()]
    assert [f"This connection writes as {whop.user_id}, not as user_typo"] == [one.split(":")[0] for one in warnings]


def test_a_connection_that_was_mended_since_is_believed_before_an_earlier_try() -> None:
    others = Others()
    others.recall(KNOWN, "user_typo")
    assert "user_us" == others.author(KNOWN)


def test_each_connection_writes_as_its_own_user() -> None:
    others = Others()
    others.learn(NOT_KNOWN, "user_us")
    assert ("user_us", None) == (others.author(Settings(key="k")), others.author(Settings(key="another")))


# -- marks


def test_words_without_the_mark_are_not_taken_for_a_marked_message(connect: Connect, whop: WhopEmulator) -> None:
    task = Task(connect, whop, user_id=whop.user_id)
    unmarked_one = whop.team_writes(CHANNEL, TEXT)["id"]
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous, match="without the mark") as undecided:
        task.another(marker=True)
    assert (unmarked_one,) == undecided.value.candidates


def test_where_whop_is_seen_to_take_marks_out_the_words_count(
    connect: Connect, whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = World.add

    def without_mark(world: World, post: Post) -> Post:
        post.content = unmarked(post.content or "")
        return add(world, post)

    monkeypatch.setattr(World, "add", without_mark)
    task = Task(connect, whop, user_id=whop.user_id)
    task.another("first", marker=True)
    whop.misbehave("createMessage", **LOST)
    assert "adopted" == task.another("second", marker=True).delivery
