"""Why no answer came, in words and without addresses."""

from __future__ import annotations

import requests

from airflow_provider_whop.transport.reasons import never_connected, reason


def test_the_innermost_cause_is_told() -> None:
    error = requests.ConnectionError(OSError("aborted", ConnectionResetError(104, "reset by peer at 10.0.0.7")))
    assert "connection reset" == reason(error)


def test_a_cause_that_nobody_knows_is_told_by_its_class() -> None:
    assert "RetryError" == reason(requests.exceptions.RetryError("Bearer sekret"))


def test_what_a_library_makes_of_a_cause_is_told_only_without_the_cause() -> None:
    assert "the answer broke off" == reason(requests.exceptions.ChunkedEncodingError("at 10.0.0.7"))
    assert "connection reset" == reason(requests.exceptions.ChunkedEncodingError(ConnectionResetError(104)))


def test_an_exception_tells_whether_there_was_a_connection() -> None:
    assert never_connected(requests.ConnectTimeout())
    assert not never_connected(requests.ReadTimeout())


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert "the answer cannot be read" == reason(first)
