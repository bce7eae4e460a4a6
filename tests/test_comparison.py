"""What the comparison counts, and what the pages tell of it."""

from __future__ import annotations

import re

from comparison import KEPT, KINDS, Table
from comparison_page import written
from faults import ROWS
from places import ROOT


def test_each_thing_that_can_come_of_a_fault_is_counted_as_one_kind() -> None:
    table = Table(["ours"], {"a": ["1 ok"], "b": ["1 error"], "c": ["2 ok"], "d": ["0 error"], "e": ["3 error"]})
    lines = [line.strip("|").split("|") for line in table.totals().splitlines()[2:]]
    assert dict(zip(KINDS, (1, 1, 2, 1), strict=True)) == {kind.strip(): int(count) for kind, count in lines}


def test_the_page_tells_of_every_fault_and_of_no_other() -> None:
    known = ["fault", *(row.name for row in ROWS), f"of {len(ROWS)} faults", *KINDS]
    assert known == list(written())


def test_ours_is_there_once_whatever_went_wrong() -> None:
    assert {KEPT} == {written()[row.name][0] for row in ROWS}


def test_the_totals_on_the_page_are_those_of_its_table() -> None:
    cells = written()
    names = [f"{name:40}" for name in cells["fault"]]
    table = Table(names, {row.name: cells[row.name] for row in ROWS})
    told = [[part.strip() for part in line.strip("|").split("|")] for line in table.totals().splitlines()[2:]]
    assert [[kind, *cells[kind]] for kind in KINDS] == told


def test_the_readme_tells_how_often_each_posts_once() -> None:
    readme = " ".join((ROOT / "README.md").read_text().split())
    ours, older, newer, slack = written()[KINDS[0]]
    assert f"this provider posts once in {ours}, whop-sdk 0.0.41 in {older}, whop-sdk 2.6.0 in {newer}" in readme
    assert f"Slack operator in {slack}" in readme


def test_the_slack_provider_that_the_readme_reads_is_the_one_that_is_pinned() -> None:
    (pinned,) = re.findall(
        r"^apache-airflow-providers-slack==(\S+)$", (ROOT / "requirements/slack.txt").read_text(), re.MULTILINE
    )
    assert f"Read from the code of Slack {pinned}," in (ROOT / "README.md").read_text()
