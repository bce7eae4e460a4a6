"""The moment of asking, read from an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from airflow_provider_whop.api.inbox.asked import Asked
from airflow_provider_whop.api.wire import Reply, Request, Response, Steps, Unreachable

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
REQUEST = Request("listMessages", "GET", "/messages")


def answer(
    date: str | None = "Sat, 31 Jan 2026 12:00:10 GMT", status: int = 200, seconds: float = 0.0, *, ours: int = 3600
) -> Response:
    """Make an answer that came when our clock showed so many seconds past noon."""
    return Response(status, {} if date is None else {"date": date}, b"", NOON.timestamp() + ours, seconds)


def asked(*replies: Reply) -> Asked:
    """Watch a conversation that gets these replies."""

    def conversation() -> Steps[int]:
        for _ in replies:
            yield REQUEST
        return len(replies)

    watch = Asked()
    steps = watch.watching(conversation())
    assert next(steps, None) == (REQUEST if replies else None)
    for reply in replies[:-1]:
        steps.send(reply)
    with pytest.raises(StopIteration, match=str(len(replies))):
        steps.send(replies[-1])
    return watch


def test_it_is_the_date_less_the_time_that_the_exchange_took() -> None:
    assert NOON.replace(second=7, microsecond=500_000) == asked(answer(seconds=2.5)).at


@pytest.mark.parametrize("date", ["Sat, 31 Jan 2026 12:00:10 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_it_is_not_later_than_our_own_clock_shows_either(date: str) -> None:
    assert NOON.replace(second=4) == asked(answer(date, seconds=1.0, ours=5)).at


def test_the_first_answer_of_all_tells() -> None:
    later = answer("Sat, 31 Jan 2026 12:05:00 GMT")
    assert NOON.replace(second=10) == asked(answer(), later).at


@pytest.mark.parametrize(
    "no_answer", [Unreachable("reset", written=True, seconds=9.0), answer("Sat, 31 Jan 2026 11:00:00 GMT", 502)]
)
def test_what_was_not_answered_with_success_does_not_count(no_answer: Reply) -> None:
    assert NOON.replace(second=10) == asked(no_answer, answer()).at


@pytest.mark.parametrize("date", [None, "soon"])
def test_without_a_date_nothing_is_known(date: str | None) -> None:
    assert asked(answer(date)).at is None
    assert asked(answer(date)).before(30) is None


def test_the_overlap_lies_before_it() -> None:
    assert datetime(2026, 1, 31, 11, 59, 40, tzinfo=UTC) == asked(answer()).before(30)
