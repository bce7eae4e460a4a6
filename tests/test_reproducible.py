"""The time that a build tells is that of the release, and never the clock's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

pytest.importorskip("setuptools", reason="Only what builds the package has it")

from building.archives import EARLIEST
from building.reproducible import built_at

RELEASED = "# Changelog\n\n## 0.2.0 - 2026-01-31\n\n- New.\n\n## 0.1.0 - 2025-01-01\n\n- Old.\n"


@pytest.fixture(autouse=True)
def _no_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def test_it_is_the_day_of_the_newest_version() -> None:
    assert datetime(2026, 1, 31, tzinfo=UTC).timestamp() == built_at(RELEASED)


def test_it_is_the_first_possible_one_before_a_release() -> None:
    assert EARLIEST == built_at(RELEASED.replace("2026-01-31", "unreleased"))


def test_it_is_what_the_builder_says(monkeypatch: pytest.MonkeyPatch) -> None:
    told = EARLIEST + 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(told))
    assert told == built_at(RELEASED)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert EARLIEST == built_at(RELEASED)
