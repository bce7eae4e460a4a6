"""A CSV file: a reader gets back what was written, and a spreadsheet computes nothing of it."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from airflow_provider_whop.tables.spreadsheet import lines


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0"])
def test_a_text_that_would_be_a_formula_is_marked_as_a_text(text: str) -> None:
    assert [f"'{text}"] == next(csv.reader(lines([[text]])))


def test_a_number_stays_a_number() -> None:
    assert ["-1,-0.5,-2000\r\n"] == list(lines([[-1, -0.5, Decimal("-2E+3")]]))


def test_what_else_a_text_holds_is_read_back_as_it_was() -> None:
    texts = ['say "hi"', "a,b", "two\nlines", "", "é", "a=b", "'"]
    assert [texts, texts] == list(csv.reader(lines([texts, texts])))


def test_none_is_empty() -> None:
    assert ["1,,\r\n"] == list(lines([[1, None, ""]]))
