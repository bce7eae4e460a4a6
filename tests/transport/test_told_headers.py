"""How the headers of an answer are told, whatever has read them."""

from __future__ import annotations

from airflow_provider_whop.api.wire import Response
from airflow_provider_whop.transport.terms import answered


def test_a_header_that_comes_twice_is_told_as_one_under_its_name_in_lower_case() -> None:
    reply = answered(200, [("X-Seen", "one"), ("Date", "now"), ("x-seen", "two")], b"{}", 0.1)
    assert isinstance(reply, Response)
    assert {"x-seen": "one, two", "date": "now"} == reply.headers
