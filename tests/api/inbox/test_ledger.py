"""Which interval belongs to which run: consecutive, failed, cleared, older, and too many of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.ledger import MOST_RUNS, Ledger, Share
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def hour(number: int) -> datetime:
    return NOON + timedelta(hours=number)


def mark(number: int) -> Watermark:
    return Watermark.since(hour(number))


def asking(number: int, **known: Any) -> Share:
    return Share(
        **{"run_id": f"run {number}", "order": hour(number), "interval": Interval(since=mark(number)), **known}
    )


def begun(ledger: Ledger, number: int, since: Watermark | None = None, **known: Any) -> tuple[Ledger, Share]:
    share = ledger.share(asking(number, **known), since)
    return ledger.with_share(share), share


def succeeded(ledger: Ledger, number: int, until: int, since: Watermark | None = None, **known: Any) -> Ledger:
    ledger, share = begun(ledger, number, since, **known)
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
        begun(ledger, 1)


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


def test_runs_that_ask_something_else_do_not_move_where_the_next_one_begins() -> None:
    ledger = succeeded(succeeded(Ledger(), 1, until=2, question="ada"), 2, until=5, question="ben")
    assert mark(2) == begun(ledger, 3, question="ada")[1].interval.since
    ledger = succeeded(begun(ledger, 3, question="cleo")[0], 4, until=6, question="ben")
    assert mark(5) == begun(ledger, 5, question="cleo")[1].interval.since, "where the first that asked it began"


def test_what_nobody_asked_before_begins_where_the_newest_run_ended() -> None:
    ledger = succeeded(succeeded(Ledger(), 1, until=2, question="ada"), 2, until=5, question="ben")
    assert mark(5) == begun(ledger, 3, question="cleo")[1].interval.since


def test_a_share_that_does_not_tell_what_was_asked_counts_for_any_question() -> None:
    ledger = succeeded(succeeded(Ledger(), 1, until=4), 2, until=2, question="ben")
    assert mark(4) == begun(ledger, 3, question="ben")[1].interval.since


def test_an_older_run_that_asks_something_else_is_not_refused() -> None:
    ledger = succeeded(begun(Ledger(), 1, question="ada")[0], 2, until=3, question="ben")
    assert mark(1) == begun(ledger, 1, question="ada")[1].interval.since


def test_an_older_run_that_was_given_a_since_moves_on_where_the_next_one_begins() -> None:
    ledger = succeeded(succeeded(Ledger(), 2, until=3), 1, until=5, since=mark(0))
    assert mark(5) == begun(ledger, 3)[1].interval.since


def test_what_any_run_was_given_within_the_overlap_is_given_to_no_other() -> None:
    one, other = (mark(at).model_copy(update={"seen": {id: hour(9)}}) for at, id in ((5, "one"), (4, "other")))
    shares = (asking(number, interval=Interval(since=mark(0), until=end)) for number, end in ((1, one), (2, other)))
    assert {"one", "other"} == set(begun(Ledger(shares=tuple(shares)), 3)[1].interval.since.seen)


def test_where_one_run_was_told_to_begin_says_nothing_of_the_first_of_all() -> None:
    ledger, _ = begun(Ledger(), 2, since=mark(-99))
    assert mark(2) == begun(ledger, 3)[1].interval.since
    ledger, _ = begun(ledger, 1)
    assert mark(2) == begun(ledger, 4)[1].interval.since


@pytest.mark.parametrize(("first", "second"), [(mark(0), mark(1)), (mark(0), None), (None, mark(1))])
def test_one_try_keeps_where_it_began_though_its_since_is_another_by_now(
    first: Watermark | None, second: Watermark | None
) -> None:
    ledger, share = begun(Ledger(), 3, since=first, try_number=1)
    assert share == begun(ledger, 3, since=second, try_number=1)[1]


def test_the_next_try_begins_where_its_own_since_says() -> None:
    ledger, _ = begun(Ledger(), 3, since=mark(0), try_number=1)
    assert mark(1) == begun(ledger, 3, since=mark(1), try_number=2)[1].interval.since
