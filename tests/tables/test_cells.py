"""A value of a row in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from airflow_provider_whop.tables.cells import is_number, told_apart, words

IN_INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("", None),
        ("true", True),
        ("false", False),
        ("-7", -7),
        ("0.1", 0.1),
        ("1000000000000000000000.50", Decimal("1E+21") + Decimal("0.50")),
        ("2000", Decimal("2E+3")),
        ("2026-01-01T18:30:00+00:00", datetime(2026, 1, 2, 0, 0, tzinfo=IN_INDIA)),
        ("2026-01-02T00:00:00", datetime(2026, 1, 2, 0, 0)),  # noqa: DTZ001
        ("2026-01-02", date(2026, 1, 2)),
        ("09:05:00", time(9, 5)),
        ("00ff", b"\x00\xff"),
        ("00ff", memoryview(b"\x00\xff")),
        ('{"é": ["2026-01-02", null]}', {"é": [date(2026, 1, 2), None]}),
        ("00000000-0000-0000-0000-000000000001", UUID(int=1)),
    ],
)
def test_each_kind_of_value_has_its_words(told: str, value: Any) -> None:
    assert told == words(value)


def test_true_and_texts_of_digits_are_no_numbers() -> None:
    assert [1, 0.5, Decimal(2)] == [value for value in (True, "3", None, 1, 0.5, Decimal(2), UTC) if is_number(value)]


def test_columns_of_one_name_are_told_apart_whatever_else_is_called() -> None:
    assert ["id", "id_2", "id_2_2", "id_3"] == told_apart(["id", "id", "id_2", "id"])
