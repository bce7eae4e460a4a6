"""Whop's clock against ours, told by the dates of answers."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from airflow_provider_whop.api.clock import Clock, date_seconds
from airflow_provider_whop.api.wire import Moment, Reply, Response, Unreachable

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()


def answer(date: float, at: float, status: int = 200) -> Response:
    return Response(status, {"date": format_datetime(datetime.fromtimestamp(date, UTC), usegmt=True)}, b"", at, 0.1)


def offset_after(*replies: Reply | Moment | None) -> float | None:
    clock = Clock()
    for reply in replies:
        clock.watch(reply)
    return clock.offset


def test_an_answer_tells_how_far_whop_is_ahead() -> None:
    assert offset_after(answer(NOON + 60, at=NOON)) == 60.0


def test_whole_seconds_can_only_be_behind_so_the_most_that_was_told_is_kept() -> None:
    assert offset_after(answer(NOON, NOON + 0.9), answer(NOON + 1, NOON + 1.1), answer(NOON + 2, NOON + 2.8)) == (
        pytest.approx(-0.1)
    )


@pytest.mark.parametrize("status", [302, 400, 404, 429, 500, 502, 504])
def test_an_answer_that_may_not_be_whops_own_tells_nothing(status: int) -> None:
    assert offset_after(answer(NOON + 60, NOON, status)) is None


@pytest.mark.parametrize(
    "reply", [None, Moment(NOON), Unreachable("connection reset", True, 0.1), Response(200, {}, b"", NOON, 0.1)]
)
def test_without_a_date_nothing_is_told(reply: Reply | Moment | None) -> None:
    assert offset_after(reply) is None


@pytest.mark.parametrize("date", ["", "soon", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "-"])
def test_a_date_that_is_none_is_not_read(date: str) -> None:
    assert date_seconds(date) is None
