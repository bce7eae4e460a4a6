"""Which answer is new enough for somebody who waits, and when the next look is due."""

from __future__ import annotations

from time import monotonic

import pytest

from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.triggers.asker import Answer, Asker


def answer(asked: float, came: float) -> Answer[str]:
    now = monotonic()
    return Answer(now + asked, now + came, "found")


def test_who_comes_takes_what_is_asked_for_from_then_on_and_nothing_older() -> None:
    asker = Asker(10)
    assert not asker.takes(answer(-1, 0))
    assert asker.takes(answer(1, 2))


def test_an_answer_is_taken_only_where_it_was_asked_for_after_all_that_is_known_had_come() -> None:
    asker = Asker(10)
    asker.told(answer(-5, -3))
    assert not asker.takes(answer(-4, -2))
    assert asker.takes(answer(-2, -1))


def test_the_same_answer_is_not_taken_twice() -> None:
    asker, known = Asker(10), answer(-5, -3)
    asker.told(known)
    asker.begin()
    assert not asker.takes(known)


def test_the_next_look_is_due_one_interval_after_the_first_question_of_the_last_whoever_has_put_it() -> None:
    asker = Asker(10)
    asker.told(answer(-4, -3))
    asker.told(answer(-2, -1))
    assert 6 == pytest.approx(asker.pause, abs=0.5)


def test_who_was_told_nothing_pauses_for_the_whole_interval_and_who_was_told_late_for_none() -> None:
    asker = Asker(10)
    assert 10 == pytest.approx(asker.pause, abs=0.5)
    asker.told(answer(-60, -1))
    assert 0 == asker.pause


def test_an_error_is_raised_for_each_without_what_others_have_added_to_it() -> None:
    failed: Answer[str] = Answer(0, 0, error=WhopError("no"))
    depths: list[int] = []
    for _ in range(3):
        with pytest.raises(WhopError) as raised:
            failed.given()
        depths.append(len(raised.traceback))
    assert 1 == len(set(depths))
