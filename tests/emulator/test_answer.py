"""What a scripted status says, and how a fault bends an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]


@pytest.mark.parametrize(
    ("status", "type"),
    [
        (400, "invalid_request_error"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (404, "not_found"),
        (409, "conflict"),
        (418, "invalid_request_error"),
        (429, "rate_limit_exceeded"),
        (500, "internal_server_error"),
        (503, "internal_server_error"),
    ],
)
def test_a_scripted_status_comes_in_the_envelope_that_whop_gives_it(
    api: Api, whop: WhopEmulator, status: int, type: str
) -> None:
    whop.misbehave(status=status)
    answer = api("GET", "/accounts/me")
    assert (status, type) == (answer.status_code, answer.json()["error"]["type"])


def test_a_422_explains_nothing(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(status=422)
    assert {"error": None} == api("GET", "/accounts/me").json()


def test_a_scripted_429_tells_no_wait_of_its_own(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(status=429)
    assert "Too many requests" == api("GET", "/accounts/me").json()["error"]["message"]


@pytest.mark.parametrize("status", [204, 302])
def test_a_status_that_is_no_error_comes_empty(api: Api, whop: WhopEmulator, status: int) -> None:
    whop.misbehave(status=status)
    answer = api("GET", "/accounts/me")
    assert (status, b"") == (answer.status_code, answer.content)


def test_a_faults_headers_replace_those_of_the_same_name_in_any_case(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(headers={"Content-Type": "text/odd", "Retry-After": 7})
    answer = api("GET", "/accounts/me")
    assert (200, "text/odd", "7") == (
        answer.status_code,
        answer.headers["content-type"],
        answer.headers["retry-after"],
    )


def test_a_content_length_may_promise_more_than_comes(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(headers={"Content-Length": 1000})
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        api("GET", "/accounts/me")


def test_a_content_length_may_promise_less_than_there_is(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(headers={"Content-Length": 1})
    assert b"{" == api("GET", "/accounts/me").content
    assert 200 == api("GET", "/accounts/me").status_code


def test_every_answer_tells_the_time_by_the_clock_of_the_messages() -> None:
    with WhopEmulator(now=lambda: datetime(2026, 1, 31, 12, 0, 5, 999_000, tzinfo=UTC)) as whop:
        headers = {"Authorization": f"Bearer {whop.key}"}
        dates = [
            requests.get(f"{whop.base_url}/{place}", headers=headers, timeout=5).headers["date"]
            for place in ("support_channels", "nowhere")
        ]
    assert ["Sat, 31 Jan 2026 12:00:05 GMT"] * 2 == dates


def test_a_fault_can_tell_another_time(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(headers={"date": "unknown"})
    assert "unknown" == api("GET", "/accounts/me").headers["date"]
