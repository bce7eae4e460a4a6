"""The README tells of the bench what its raw numbers tell: each figure stands in both, or this fails."""

from __future__ import annotations

import re

import pytest

import page
from places import ROOT
from record import Record

README = " ".join((ROOT / "README.md").read_text().split())
FIGURES = {
    "× what Slack's operator alone takes": (
        "dag_parse",
        "CPU ms",
        "this provider: operator, sensor, notifier",
        "Slack: operator",
    ),
    "× whop-sdk 2.6.0 (": ("one_message", "CPU µs", "this provider", "whop-sdk 2.6.0"),
    "× where the DAG has loaded requests": (
        "one_message",
        "CPU µs",
        "this provider, where requests is loaded",
        "whop-sdk 2.6.0",
    ),
    "×, and 300 sensors": ("reading", "CPU µs", "this provider", "whop-sdk 2.6.0"),
    "× as many `HttpSensorTrigger`s": (
        "waiting",
        "CPU µs per poll",
        "300 sensors, one inbox",
        "300 HttpSensorTriggers",
    ),
}


@pytest.mark.parametrize("behind", FIGURES)
def test_a_ratio_of_the_readme_is_the_one_that_was_measured(behind: str) -> None:
    row, figure, ours, other = FIGURES[behind]
    ratio = Record.read(page.raw_of(row).read_text()).outcome.ratio(figure, ours, other)
    assert ratio
    assert [f"{ratio.middle:.2g}"] == re.findall(rf"([\d.]+) {re.escape(behind)}", README)
