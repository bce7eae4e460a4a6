"""A table in a message: what stands in a cell is seen and does nothing."""

from __future__ import annotations

import pytest

from airflow_provider_whop.tables.markdown import as_data, cell, table
from airflow_provider_whop.templates import BREAK


def test_a_table_is_github_markdown_and_its_numbers_stand_at_the_right() -> None:
    assert table(["name", "sold", "back"], [["Ada", 3, None], ["Bo", 12, "one"]]).splitlines() == [
        "| name | sold | back |",
        "| --- | ---: | --- |",
        "| Ada | 3 |  |",
        "| Bo | 12 | one |",
    ]


def test_a_sentence_stands_below_it() -> None:
    assert "| a |\n| --- |\n\nNo rows." == table(["a"], [], "No rows.")


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("a\\|b", "a|b"),
        ("a\\\\\\|b", "a\\|b"),
        ("one two three", "one\ntwo\r\n\u2028three"),
        ("\\*\\*bold\\*\\*", "**bold**"),
        ("\\<b\\>hi\\</b\\>", "<b>hi</b>"),
        (f"@{BREAK}everyone", "@everyone"),
        (f"\\[x\\](https{BREAK}://evil.example)", "[x](https://evil.example)"),
        ("1\\. first", "1. first"),
        ("-1", -1),
    ],
)
def test_nothing_in_a_cell_acts_and_it_stays_one_line(shown: str, value: object) -> None:
    assert shown == cell(value)


@pytest.mark.parametrize("hostile", ["|", "\\", "\n", "a\\|", "|---|\n|x|", "\x0b|\x85"])
def test_a_row_has_as_many_borders_as_columns_whatever_its_cells_hold(hostile: str) -> None:
    lines = table([hostile, "b"], [[hostile, hostile]]).splitlines()
    assert [3, 3, 3] == [borders(line) for line in lines]


def borders(line: str) -> int:
    """Count the bars that are not escaped, as GitHub's grammar reads a row: a backslash and what it escapes are one."""
    signs = iter(line)
    return sum(sign == "|" for sign in signs if sign != "\\" or not next(signs, ""))


def test_a_template_gets_numbers_as_numbers_and_the_rest_as_the_table_shows_it() -> None:
    assert {"n": 2, "who": "\\*Ada\\*", "none": ""} == as_data(["n", "who", "none"], [2, "*Ada*", None])
