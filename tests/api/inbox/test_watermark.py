"""Marks and intervals, as sets of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
MARK = Watermark.since(NOON)


@dataclass(frozen=True)
class Dated:
    """A message with nothing but an id and a time."""

    id: str
    created_at: datetime


def at(seconds: float, id: str = "post_1") -> Dated:
    return Dated(id, NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize(("seconds", "covered"), [(-1, True), (0, True), (0.001, False), (1, False)])
def test_what_was_created_at_the_moment_itself_is_not_after_it(seconds: float, covered: bool) -> None:
    assert covered is MARK.covers(at(seconds))


def test_a_message_that_was_found_is_covered_and_its_twin_of_the_same_millisecond_is_not() -> None:
    mark = MARK.advanced(None, [at(5, "post_1")])
    assert mark.covers(at(5, "post_1"))
    assert not mark.covers(at(5, "post_2"))


def test_ids_are_kept_only_of_messages_later_than_the_mark() -> None:
    mark = MARK.advanced(None, [at(5, "post_1"), at(6, "post_2")]).advanced(at(5).created_at, [at(7, "post_3")])
    assert {"post_2", "post_3"} == set(mark.seen)
    assert all(mark.covers(at(seconds, id)) for seconds, id in ((5, "post_1"), (6, "post_2"), (7, "post_3")))


def test_a_mark_never_goes_back() -> None:
    assert MARK == MARK.advanced(at(-60).created_at, [at(-30)])


def test_a_mark_goes_through_json() -> None:
    mark = MARK.advanced(at(1).created_at, [at(2)])
    assert mark == Watermark.model_validate_json(mark.model_dump_json())
    assert mark == Watermark.model_validate(mark.model_dump(mode="json"))
    assert {"at": "2026-01-31T12:00:00Z", "seen": {}} == MARK.model_dump(mode="json")


def test_what_a_later_version_writes_beside_it_is_no_harm() -> None:
    assert MARK == Watermark.model_validate({**MARK.model_dump(mode="json"), "later": 1})


@pytest.mark.parametrize(
    "moment", ["2026-01-31T12:00:00Z", "2026-01-31T13:00:00+01:00", NOON.astimezone(timezone(timedelta(hours=-5)))]
)
def test_a_moment_of_any_time_zone_is_told_in_utc(moment: Any) -> None:
    mark = Watermark.since(moment)
    assert mark == MARK
    assert UTC == mark.at.tzinfo


@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "",
        "2026-01-31T12:00:00",
        "2026-01-31",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        datetime(2026, 1, 31),  # noqa: DTZ001
        None,
        1,
    ],
)
def test_a_moment_that_is_none_or_has_no_time_zone_is_refused_in_one_sentence(moment: Any) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"^since must be a time with its time zone, as in .*, not .*\.$"):
        Watermark.since(moment)


def test_intervals_that_meet_share_no_message_and_leave_none_out() -> None:
    noon, one, two = (Watermark.since(NOON + timedelta(seconds=seconds)) for seconds in (0, 1, 2))
    one = one.advanced(None, [at(1.5, "early")])
    intervals = [Interval(since=noon, until=one), Interval(since=one, until=two), Interval(since=two)]
    messages = [at(tenth / 10, f"post_{tenth}") for tenth in range(1, 40)] + [at(1.5, "early"), at(1.5, "late")]
    assert [1] * len(messages) == [sum(interval.holds(message) for interval in intervals) for message in messages]
    assert [True, False, False] == [interval.holds(at(1.5, "early")) for interval in intervals]


def test_an_interval_that_has_an_end_keeps_it() -> None:
    interval = Interval(since=MARK, until=Watermark.since(NOON + timedelta(seconds=1)))
    assert interval == interval.closed(at(60).created_at, [at(5)])
