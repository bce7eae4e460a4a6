"""How many rows a message shows, and what it says of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.tables.fitting import ROOM, Shape, fitting


@pytest.mark.parametrize(
    ("said", "shown", "count", "beyond"),
    [
        ("", 2, 2, "attach"),
        ("No rows.", 0, 0, "cut"),
        ("… and 1 more row.", 20, 21, "cut"),
        ("… and 1,000 more rows.", 20, 1020, "cut"),
        ("All 1,020 rows are in the attached file.", 20, 1020, "attach"),
    ],
)
def test_what_is_not_shown_is_told(said: str, shown: int, count: int, beyond: str) -> None:
    assert said == Shape.of(beyond=beyond).beneath(shown, count)


@pytest.mark.parametrize(
    ("fit", "around", "each", "most"),
    [
        (20, 0, 10, 20),
        (ROOM // 100, 0, 100, 200),
        (ROOM // 100 - 1, 1 + ROOM % 100, 100, 200),
        (0, 0, ROOM + 1, 9),
        (0, ROOM + 1, 1, 9),
        (0, 5, 1, 0),
    ],
)
def test_as_many_rows_are_shown_as_fit_with_what_stands_around_them(
    fit: int, around: int, each: int, most: int
) -> None:
    assert fit == fitting(lambda rows: "x" * (around + rows * each), most)


@pytest.mark.parametrize(
    ("param", "value"),
    [("max_rows", -1), ("max_rows", "many"), ("beyond", "split"), ("on_empty", ""), ("filename", "")],
)
def test_what_is_not_understood_is_told_by_its_name(param: str, value: Any) -> None:
    with pytest.raises(WhopInvalidArgument, match=f"^{param}: "):
        Shape.of(**{param: value})


def test_what_a_template_made_a_text_of_is_understood() -> None:
    assert 7 == Shape.of(max_rows="7").max_rows
