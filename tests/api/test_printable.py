"""Texts from elsewhere in logs and errors: one line each, whatever they hold."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.errors import WhopNotFound
from airflow_provider_whop.api.printable import LONGEST, one_line, shortened

FORGED = ["a\nb", "a\r\nb", "a\x1b[2Kb", "a\x85b", "a\u2028b", "a\u202eb", "a\x00b", "a\x9bb", "a\ud800b"]


@pytest.mark.parametrize("text", FORGED)
def test_nothing_in_a_text_ends_a_line_or_moves_the_cursor(text: str) -> None:
    assert one_line(text).isprintable()
    assert str(WhopNotFound(text)).isprintable()


def test_what_can_be_printed_stays() -> None:
    assert "naïve 日本 😀  ok" == one_line("naïve 日本 😀  ok")


def test_a_long_text_is_cut() -> None:
    assert LONGEST + 1 == len(shortened("x" * 10_000_000))
