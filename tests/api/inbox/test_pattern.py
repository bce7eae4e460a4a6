"""Which regular expressions are let near what customers write."""

from __future__ import annotations

import re
import time

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.pattern import MOST_MATCHED, is_found
from airflow_provider_whop.api.inbox.wanted import Wanted


@pytest.mark.parametrize(
    "pattern",
    [
        r"^(\w+\s?)+$",
        r"(a*)*",
        r"(?:a+?|b)*?c",
        r"((x{2,})y?)+",
        r"(?P<word>(?i:[a-z]+)-?)*!",
        r"(?=(\d+,?)+x)",
        r"(?>(\d+,?)+x)",
        r"(?:(?:a+)+b)++",
        r"(q)?(?(1)(a+)+|b)",
    ],
)
def test_a_repeat_without_end_inside_another_is_refused_with_a_way_out(pattern: str) -> None:
    re.compile(pattern)
    with pytest.raises(
        WhopInvalidArgument, match=r"^matching: a repeat without end inside another, [^\n]*\+\+[^\n]*\(\?>"
    ):
        Wanted.of(matching=pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"refund|money back",
        r"\w+\s+\w+",
        r"^(\w++\s?)+$",
        r"^((?>\w+)\s?)+$",
        r"^(?:\w+\s?)++$",
        r"(\d{3}-?)+",
        r"(\w+ ){1,3}",
        r"(?=.*refund)(?=.*please).*",
        r"",
    ],
)
def test_what_no_text_can_freeze_so_is_taken(pattern: str) -> None:
    assert pattern == Wanted.of(matching=pattern).matching


def test_the_advice_helps() -> None:
    began = time.monotonic()
    assert not any(
        is_found(pattern, "a" * (MOST_MATCHED - 1) + "!") for pattern in (r"^(\w++\s?)+$", r"^((?>\w+)\s?)+$")
    )
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(("before", "found"), [(MOST_MATCHED - 6, True), (MOST_MATCHED - 5, False)])
def test_only_the_beginning_of_a_text_is_looked_into(before: int, found: bool) -> None:
    assert found is is_found("refund", "x" * before + "refund")


@pytest.mark.parametrize("pattern", ["(", "a{99999999999}", "(" * 5000 + ")" * 5000])
def test_what_is_no_regular_expression_is_refused_in_one_sentence(pattern: str) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"^matching: this is no regular expression: [^\n]*\.$"):
        Wanted.of(matching=pattern)
