"""What a run that the inbox started is given: what is left, its own again, and nothing that another has handled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow_provider_whop.api.inbox.handled import Handled
from airflow_provider_whop.api.inbox.ledger import MOST_BYTES, MOST_RUNS
from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
START = Handled(dag_id="answers", mark=Watermark.since(NOON))


def message(minute: int) -> InboxMessage:
    written = NOON + timedelta(minutes=minute)
    return InboxMessage(id=f"msg_{minute}", channel_id="feed_ada", user_id="user_ada", created_at=written)


INBOX = [message(minute) for minute in range(1, 10)]


def look(state: Handled, run_id: str, now: int, work: str = "cleared") -> tuple[Handled, list[int]]:
    """Let a run ask at a minute; gives the minutes of the messages that it is given."""
    interval = state.interval(run_id, work)
    there = [there for there in INBOX if there.created_at <= NOON + timedelta(minutes=now) and interval.holds(there)]
    news = News(messages=tuple(there), interval=interval.closed(NOON + timedelta(minutes=now), there))
    return state.giving(run_id, news), [int(there.id.removeprefix("msg_")) for there in there]


def test_a_run_is_given_what_came_after_the_mark() -> None:
    assert [1, 2] == look(START, "first", 2)[1]


def test_the_next_run_is_given_what_came_after() -> None:
    state, _ = look(START, "first", 2)
    assert [3, 4] == look(state.over("first", "work"), "second", 4)[1]


def test_a_failed_run_leaves_its_messages_to_the_next() -> None:
    state, _ = look(START, "first", 2)
    assert [1, 2, 3] == look(state, "second", 3)[1]


def test_a_retry_is_given_the_same_and_no_more() -> None:
    state, _ = look(START, "first", 2)
    state, again = look(state, "first", 5)
    assert ([1, 2], 1) == (again, len(state.runs))


def test_what_a_failed_run_has_handled_is_given_to_no_other() -> None:
    state, _ = look(START, "first", 3)
    state = state.done([message(2)])
    assert [1, 3] == look(state, "first", 5)[1]
    assert [1, 3, 4] == look(state, "second", 4)[1]


def test_a_run_that_was_over_is_given_its_own_again_when_it_is_cleared() -> None:
    state, _ = look(START, "first", 2)
    state, _ = look(state.over("first", "work"), "second", 4)
    assert [1, 2] == look(state.over("second", "work"), "first", 9)[1]


def test_a_retry_after_the_work_was_done_is_given_nothing() -> None:
    state, _ = look(START, "first", 2, "work")
    assert [] == look(state.over("first", "work"), "first", 9, "work")[1]


def test_another_task_of_the_run_is_given_the_same_after_the_work_of_one_was_done() -> None:
    state, _ = look(START, "first", 2, "work")
    assert [1, 2] == look(state.over("first", "work"), "first", 9, "another task")[1]


def test_a_cleared_run_does_not_take_the_mark_back() -> None:
    state, _ = look(START, "first", 2)
    state, _ = look(state.over("first", "work"), "second", 4)
    state = state.over("second", "work").over("first", "work")
    assert [5] == look(state, "third", 5)[1]


def test_a_failed_run_that_is_cleared_after_others_went_on_is_given_nothing() -> None:
    state, _ = look(START, "first", 2)
    state, _ = look(state, "second", 4)
    assert [] == look(state.over("second", "work"), "first", 9)[1]


def test_it_goes_to_json_and_back() -> None:
    state = look(START, "first", 3)[0].done([message(2)])
    assert state == Handled.model_validate(state.model_dump(mode="json"))


def test_it_remembers_only_the_newest_runs() -> None:
    state = START
    for number in range(MOST_RUNS + 5):
        state = look(state, f"run {number}", 1)[0]
    assert MOST_RUNS == len(state.runs)
    assert f"run {MOST_RUNS + 4}" == state.runs[-1].run_id


def test_it_remembers_fewer_runs_where_each_was_given_much() -> None:
    flood = tuple(message(minute) for minute in range(300))
    state = START
    for number in range(20):
        interval = Interval(since=state.mark, until=state.mark.advanced(None, flood))
        state = state.giving(f"run {number}", News(messages=flood, interval=interval))
    assert 1 <= len(state.runs) < 20
    assert len(state.model_dump_json()) < MOST_BYTES + 1000
