"""``make package`` fails where one of its looks finds something, and goes on looking."""

from __future__ import annotations

import pytest

import package


def test_it_says_all_that_it_found_and_fails_for_one_thing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(package, "LOOKS", (lambda: iter([(False, "bent")]), lambda: iter([(True, "straight")])))
    assert 1 == package.main()
    assert "FAIL bent\nok   straight\n" == capsys.readouterr().out


def test_it_succeeds_where_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "LOOKS", (lambda: iter([(True, "straight")]),))
    assert 0 == package.main()
