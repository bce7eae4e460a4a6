"""Turns within a rate limit, told without a clock."""

from __future__ import annotations

from airflow_provider_whop.api.pace import SHARE, Pace

PER_MINUTE = 60 / SHARE  # one a second


def test_a_burst_goes_at_once_and_then_one_after_the_other() -> None:
    pace = Pace(PER_MINUTE)
    assert [0.0] * 60 == [pace.turn("createMessage", 0.0) for _ in range(60)]
    assert [1.0, 2.0, 3.0] == [round(pace.turn("createMessage", 0.0), 6) for _ in range(3)]


def test_time_brings_turns_back_but_no_more_than_a_minutes_worth() -> None:
    pace = Pace(PER_MINUTE)
    for _ in range(60):
        pace.turn("createMessage", 0.0)
    assert [0.0, 0.0, 1.0] == [round(pace.turn("createMessage", 2.0), 6) for _ in range(3)]
    assert [0.0] * 60 == [pace.turn("createMessage", 9999.0) for _ in range(60)]
    assert pace.turn("createMessage", 9999.0) > 0


def test_each_operation_has_its_own_turns() -> None:
    pace = Pace(PER_MINUTE)
    for _ in range(60):
        pace.turn("createMessage", 0.0)
    assert 0.0 == pace.turn("listMessages", 0.0)


def test_after_a_429_nobody_has_a_turn_until_it_is_over_and_then_one_after_the_other() -> None:
    pace = Pace(PER_MINUTE)
    pace.turn("createMessage", 0.0)
    pace.hold("createMessage", 5.0, 0.0)
    assert [6.0, 7.0] == [round(pace.turn("createMessage", 0.0), 6) for _ in range(2)]


def test_a_turn_that_is_given_back_is_had_by_the_next() -> None:
    pace = Pace(PER_MINUTE)
    turns = [pace.turn("createMessage", 0.0) for _ in range(75)]
    for _ in turns[60:]:
        pace.give_back("createMessage", 0.5)
    assert [0.5, 1.5] == [round(pace.turn("createMessage", 0.5), 6) for _ in range(2)]


def test_what_is_given_back_is_no_more_than_a_minutes_worth() -> None:
    pace = Pace(PER_MINUTE)
    pace.turn("createMessage", 0.0)
    pace.give_back("createMessage", 9999.0)
    assert [0.0] * 60 == [pace.turn("createMessage", 9999.0) for _ in range(60)]
    assert pace.turn("createMessage", 9999.0) > 0


def test_what_is_given_back_while_nobody_may_have_a_turn_is_no_turn_before_that_is_over() -> None:
    pace = Pace(PER_MINUTE)
    for _ in range(62):
        pace.turn("createMessage", 0.0)
    pace.hold("createMessage", 5.0, 0.0)
    for _ in range(2):
        pace.give_back("createMessage", 0.0)
    assert [6.0, 7.0] == [round(pace.turn("createMessage", 0.0), 6) for _ in range(2)]


def test_without_a_limit_there_is_no_waiting() -> None:
    pace = Pace(0)
    pace.hold("createMessage", 5.0, 0.0)
    pace.give_back("createMessage", 0.0)
    assert [0.0] * 999 == [pace.turn("createMessage", 0.0) for _ in range(999)]
