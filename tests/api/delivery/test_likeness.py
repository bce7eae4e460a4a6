"""Which message is ours: never a stranger's, never one of two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.likeness import Verdict, Wanted, fingerprint_of, judge, plain
from airflow_provider_whop.api.delivery.marker import mark_of
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.new_messages import NewMessage

US, STRANGER = "user_us", "user_stranger"
TEXT = "The **release** is out."


def found(id: str = "post_1", content: str | None = TEXT, author: str = US, at: float = 100.0, **more: Any) -> Message:
    moment = datetime.fromtimestamp(at, UTC)
    return Message.model_validate(
        {
            "id": id,
            "content": content,
            "created_at": moment,
            "updated_at": moment,
            "poll": None,
            "replying_to_message_id": None,
            "is_edited": False,
            "is_pinned": False,
            "message_type": "regular",
            "mentions": [],
            "mentions_everyone": False,
            "user": {"id": author, "username": "us"},
            "view_count": None,
            "reaction_counts": [],
            "poll_votes": [],
            **more,
        }
    )


def wanted(content: str = TEXT, options: dict[str, Any] | None = None, **known: Any) -> Wanted:
    sent = NewMessage.of(channel_id="exp_lounge", content=content, **(options or {}))
    return Wanted(
        **{
            "fingerprints": frozenset({fingerprint_of(sent)}),
            "plain": plain(content),
            "mark": None,
            "author": US,
            "since": 90.0,
            "certain_since": 95.0,
            **known,
        }
    )


def doubt(verdict: Verdict) -> tuple[tuple[str, ...], str]:
    assert verdict.ours is None
    return verdict.candidates, verdict.doubt


NOT_THERE = Verdict()


def test_our_own_words_since_we_sent_them_are_ours() -> None:
    assert "post_1" == judge([found()], wanted()).ours.id  # type: ignore[union-attr]


@pytest.mark.parametrize("content", [f"  {TEXT}\r\n", f"{TEXT}\n\n", "The **release** is out."])
def test_white_space_around_and_line_ends_make_no_difference(content: str) -> None:
    assert judge([found(content=content)], wanted()).ours


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert judge([found(content="Caf\u00e9")], wanted("Cafe\u0301")).ours


@pytest.mark.parametrize(
    "message",
    [
        found(author=STRANGER),
        found(at=89.9),
        found(content="Something else"),
        found(content=None),
        found(replying_to_message_id="post_0", content="Else"),
    ],
)
def test_others_are_not_there(message: Message) -> None:
    assert judge([message], wanted()) == NOT_THERE


def test_a_message_known_to_be_of_another_send_is_not_ours() -> None:
    assert judge([found()], wanted(exclude=frozenset({"post_1"}))) == NOT_THERE


def test_two_of_the_same_words_cannot_be_told_apart() -> None:
    assert (("post_1", "post_2"), "there are several of them") == doubt(judge([found(), found("post_2")], wanted()))


def test_a_message_of_an_unknown_author_may_be_a_strangers() -> None:
    candidates, words = doubt(judge([found()], wanted(author=None)))
    assert ("post_1",) == candidates
    assert "the user of this connection is not known" in words


def test_a_message_may_be_a_rivals() -> None:
    candidates, words = doubt(judge([found()], wanted(rivals=True)))
    assert ("post_1",) == candidates
    assert "another task of this run" in words


def test_without_a_message_a_rival_makes_no_difference() -> None:
    assert judge([], wanted(rivals=True)) == NOT_THERE


def test_a_message_from_between_two_clocks_may_be_older_than_this_send() -> None:
    assert (("post_1",), "it may be older than this send") == doubt(judge([found(at=94.0)], wanted()))


@pytest.mark.parametrize("content", ["The release is out", "the *release* is out."])
def test_almost_our_words_cannot_be_told(content: str) -> None:
    assert (("post_1",), "it differs a little from what was sent") == doubt(judge([found(content=content)], wanted()))


def test_our_words_as_an_answer_to_another_message_are_almost_ours() -> None:
    assert (("post_1",), "it differs a little from what was sent") == doubt(
        judge([found(replying_to_message_id="post_0")], wanted())
    )


def test_the_options_of_a_poll_belong_to_the_words() -> None:
    poll = {"options": [{"id": "1", "text": "Yes"}, {"id": "2", "text": "No"}]}
    assert judge([found(content="Shall we?", poll=poll)], wanted("Shall we?", {"poll": ["Yes", "No"]})).ours
    assert not judge([found(content="Shall we?", poll=poll)], wanted("Shall we?", {"poll": ["Yes", "Never"]})).ours


def test_our_mark_is_certain_among_rivals_and_without_an_author() -> None:
    marked = found("post_2", TEXT + mark_of("k"))
    sought = wanted(mark=mark_of("k"), rivals=True, author=None)
    assert "post_2" == judge([found(), marked, found("post_3")], sought).ours.id  # type: ignore[union-attr]


def test_anothers_mark_is_as_certain() -> None:
    assert judge([found(content=TEXT + mark_of("other"))], wanted()) == NOT_THERE


def test_our_words_without_our_mark_may_be_of_a_task_that_sets_none() -> None:
    assert (("post_1",), "it is without the mark of this send") == doubt(judge([found()], wanted(mark=mark_of("k"))))


def test_a_fingerprint_gives_no_text_away() -> None:
    fingerprint = fingerprint_of(NewMessage.of(channel_id="c", content=TEXT))
    assert (64, False) == (len(fingerprint), "release" in fingerprint)
