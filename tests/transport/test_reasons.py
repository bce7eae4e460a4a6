"""Why no answer came, in words and without addresses."""

from __future__ import annotations

import requests

from airflow_provider_whop.transport.reasons import reason


def test_the_innermost_cause_is_told() -> None:
    error = requests.ConnectionError(OSError("aborted", ConnectionResetError(104, "reset by peer at 10.0.0.7")))
    assert "connection reset" == reason(error)


def test_a_cause_that_nobody_knows_is_told_by_its_class() -> None:
    assert "InvalidHeader" == reason(requests.exceptions.InvalidHeader("Bearer sekret"))


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert "ValueError" == reason(first)
