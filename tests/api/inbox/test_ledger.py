"""Which interval belongs to which run: consecutive, failed, cleared, older, and too many of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.ledger import MOST_RUNS, Ledger, Share
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def hour(number: int) -> datetime:
    return NOON + timedelta(hours=number)


def mark(number: int) -> Watermark:
    return Watermark.since(hour(number))


def begun(ledger: Ledger, number: int, since: Watermark | None = None) -> tuple[Ledger, Share]:
    share = ledger.share(f"run {number}", hour(number), since)
    return ledger.with_share(share), share


def succeeded(ledger: Ledger, number: int, until: int) -> Ledger:
    ledger, share = begun(ledger, number)
    interval = share.interval.model_copy(update={"until": mark(until)})
    return ledger.with_share(share.model_copy(update={"interval": interval}))


def test_the_first_run_begins_at_its_own_time() -> None:
    assert mark(1) == begun(Ledger(), 1)[1].interval.since


def test_a_run_begins_where_the_newest_succeeded_one_ended() -> None:
    ledger = succeeded(succeeded(Ledger(), 1, until=2), 2, until=5)
    assert mark(5) == begun(ledger, 6)[1].interval.since


def test_runs_that_have_not_succeeded_leave_their_messages_to_the_next() -> None:
    ledger = succeeded(Ledger(), 1, until=2)
    for number in (2, 3):
        ledger, _ = begun(ledger, number)
    assert mark(2) == begun(ledger, 4)[1].interval.since


def test_until_one_has_succeeded_all_begin_where_the_first_did() -> None:
    ledger, _ = begun(Ledger(), 1)
    assert mark(1) == begun(ledger, 2)[1].interval.since


def test_a_cleared_run_has_its_own_interval_again() -> None:
    ledger = succeeded(succeeded(Ledger(), 1, until=2), 2, until=5)
    again = begun(ledger, 1)[1].interval
    assert (mark(1), mark(2)) == (again.since, again.until)


def at_noon(*ends: tuple[str, int, int]) -> Ledger:
    """Runs of the very same time, in the order in which they ended."""
    ledger = Ledger()
    for name, since, until in ends:
        interval = Interval(since=mark(since), until=mark(until))
        ledger = ledger.with_share(Share(run_id=name, order=NOON, interval=interval))
    return ledger


def test_a_cleared_run_of_the_same_time_as_a_later_one_leaves_that_the_newest() -> None:
    ledger = at_noon(("first", 0, 2), ("second", 2, 5), ("first", 0, 2))
    assert mark(5) == begun(ledger, 6)[1].interval.since


def test_of_runs_of_the_same_time_the_one_that_ended_last_is_the_newest() -> None:
    failed = Share(run_id="first", order=NOON, interval=Interval(since=mark(0)))
    ledger = Ledger(shares=(failed, *at_noon(("second", 0, 2)).shares))
    ended = ledger.with_share(Share(run_id="first", order=NOON, interval=Interval(since=mark(2), until=mark(5))))
    assert mark(5) == begun(ended, 6)[1].interval.since


def test_a_run_that_failed_and_is_cleared_leaves_out_what_others_were_given_meanwhile() -> None:
    ledger, _ = begun(Ledger(), 2)
    ledger = succeeded(ledger, 1, until=4)
    assert mark(4) == begun(ledger, 2)[1].interval.since


def test_a_run_older_than_a_succeeded_one_is_refused() -> None:
    ledger = succeeded(begun(Ledger(), 1)[0], 2, until=3)
    with pytest.raises(WhopInvalidArgument, match="Run run 2 is later than run run 1, has succeeded"):
        ledger.share("run 1", hour(1), None)


def test_a_since_is_obeyed_whatever_others_have_read() -> None:
    ledger = succeeded(Ledger(), 5, until=6)
    assert mark(0) == begun(ledger, 1, mark(0))[1].interval.since


def test_runs_that_have_not_succeeded_are_named() -> None:
    ledger = succeeded(Ledger(), 1, until=2)
    for number in (2, 3):
        ledger, _ = begun(ledger, number)
    assert ["run 2"] == ledger.unfinished("run 3")


def test_the_ledger_is_bounded_and_json() -> None:
    ledger = Ledger()
    for number in range(MOST_RUNS + 10):
        ledger = succeeded(ledger, number, until=number + 1)
    assert MOST_RUNS == len(ledger.shares)
    assert f"run {MOST_RUNS + 9}" == ledger.shares[-1].run_id
    assert ledger == Ledger.model_validate_json(ledger.model_dump_json())
