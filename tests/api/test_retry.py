"""The retry table, read without a clock."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.call import Repeat
from airflow_provider_whop.api.messages import create_message, retrieve_message
from airflow_provider_whop.api.retry import Attempt, asked_wait, may_repeat, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Response, Unreachable

SETTINGS = Settings(key="k")
READ, POST = retrieve_message("post_1"), create_message("chat_1", "hi")


def answer(status: int, body: bytes = b"", at: float = 0.0, **headers: str) -> Response:
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, at, 0.1)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 599])
def test_a_read_is_repeated_on_what_may_pass(status: int) -> None:
    assert may_repeat(Repeat.FREELY, answer(status))


@pytest.mark.parametrize("status", [200, 301, 400, 401, 403, 404, 410, 422])
def test_a_read_is_not_repeated_on_what_stays(status: int) -> None:
    assert not may_repeat(Repeat.FREELY, answer(status))


@pytest.mark.parametrize("status", [200, 400, 408, 409, 500, 502, 503, 504])
def test_a_post_that_may_have_been_accepted_is_not_repeated(status: int) -> None:
    assert not may_repeat(POST.repeat, answer(status))


def test_a_post_that_was_turned_away_at_the_door_is() -> None:
    assert may_repeat(POST.repeat, answer(429))


@pytest.mark.parametrize(("written", "expected"), [(False, True), (True, False)])
def test_without_an_answer_a_post_is_repeated_only_if_nothing_was_written(written: bool, expected: bool) -> None:
    assert expected is may_repeat(POST.repeat, Unreachable("connection refused", written, 0.1))
    assert may_repeat(READ.repeat, Unreachable("connection refused", written, 0.1))


@pytest.mark.parametrize(
    ("expected", "reply"),
    [
        (7.0, answer(429, retry_after="7")),
        (0.5, answer(503, retry_after="0.5")),
        (0.0, answer(429, retry_after="-3")),
        (90.0, answer(503, retry_after="Sat, 21 Nov 2026 12:01:30 GMT", date="Sat, 21 Nov 2026 12:00:00 GMT")),
        (90.0, answer(503, at=1795262400.0, retry_after="Sat, 21 Nov 2026 12:01:30 GMT")),
        (90.0, answer(503, retry_after="Sat, 21 Nov 2026 12:01:30 -0000", date="Sat, 21 Nov 2026 12:00:00 GMT")),
        (0.0, answer(503, retry_after="Sat, 21 Nov 2026 11:00:00 GMT", date="Sat, 21 Nov 2026 12:00:00 GMT")),
        (12.0, answer(429, b'{"error":{"message":"Try again in 12 seconds."}}')),
        (60.0, answer(429, b'{"error":{"message":"Try again in 1 minute."}}')),
        (12.0, answer(429, b"Try again in 12 seconds.", retry_after="soon")),
        (None, answer(503, b"Try again in 12 seconds.")),
        (None, answer(429, b"slow down")),
        (None, answer(429, retry_after="nan")),
        (None, answer(429, retry_after="1e400")),
        (None, Unreachable("connection reset", True, 0.1)),
    ],
)
def test_the_wait_is_the_one_asked_for(expected: float | None, reply: Response | Unreachable) -> None:
    assert expected == asked_wait(reply)


def test_a_wait_that_was_asked_for_is_kept_and_spread_a_little() -> None:
    reply = answer(429, retry_after="10")
    assert 10.0 == next_wait(READ, reply, Attempt(), SETTINGS, jitter=0.0)
    assert 11.0 == next_wait(READ, reply, Attempt(), SETTINGS, jitter=1.0)


def test_otherwise_the_waits_double_up_to_half_a_minute() -> None:
    patient = Settings(key="k", max_retries=20, max_wait=1e9)
    waits = [next_wait(READ, answer(503), Attempt(number), patient, jitter=1.0) for number in range(1, 10)]
    assert waits == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_jitter_takes_up_to_half_of_a_wait_away() -> None:
    assert 0.25 == next_wait(READ, answer(503), Attempt(), SETTINGS, jitter=0.0)
    drawn = {next_wait(READ, answer(503), Attempt(), SETTINGS) for _ in range(20)}
    assert len(drawn) > 1
    assert all(wait is not None and 0.25 <= wait <= 0.5 for wait in drawn)


def test_attempts_are_counted() -> None:
    settings = Settings(key="k", max_retries=2)
    given = [next_wait(READ, answer(503), Attempt(number), settings) is not None for number in (1, 2, 3)]
    assert given == [True, True, False]
    assert next_wait(READ, answer(503), Attempt(), Settings(key="k", max_retries=0)) is None


def test_the_waits_of_a_call_have_a_cap_together() -> None:
    settings = Settings(key="k", max_wait=20.0)
    assert 10.0 == next_wait(READ, answer(429, retry_after="10"), Attempt(2, 10.0), settings, jitter=0.0)
    assert next_wait(READ, answer(429, retry_after="10"), Attempt(2, 10.5), settings, jitter=0.0) is None


def test_a_wait_beyond_the_cap_is_not_begun() -> None:
    assert next_wait(READ, answer(429, retry_after="86400"), Attempt(), SETTINGS) is None


@pytest.mark.parametrize("asked", ["0", "-5", "0.0001"])
def test_a_server_that_asks_for_no_wait_gets_the_usual_one(asked: str) -> None:
    assert 0.5 == next_wait(READ, answer(503, retry_after=asked), Attempt(), SETTINGS, jitter=1.0)


def test_a_date_that_no_calendar_has_is_no_wait() -> None:
    assert asked_wait(answer(503, retry_after="Mon, 01 Jan 99999999999999999999 00:00:00 GMT")) is None
