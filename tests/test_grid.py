"""The grid that make matrix prints: what was not shown is told as failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import grid


def test_a_cell_that_came_to_its_end_is_told_with_what_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(grid, "OUTCOMES", tmp_path)
    whole = {"installed": "3.13.0", "examples": "13 passed", "unit tests": "2800 passed"}
    (tmp_path / "3.3-py3.13.json").write_text(json.dumps(whole))
    assert 0 == grid.main(["3.3-py3.13"])
    assert "3.3-py3.13          3.13.0        13 passed  2800 passed" == capsys.readouterr().out.splitlines()[1]


@pytest.mark.parametrize("told", [None, {}, {"installed": "3.13.0", "examples": "13 passed"}])
def test_a_cell_that_did_not_fails_the_grid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], told: dict[str, str] | None
) -> None:
    monkeypatch.setattr(grid, "OUTCOMES", tmp_path)
    if told is not None:
        (tmp_path / "3.3-py3.13.json").write_text(json.dumps(told))
    assert 1 == grid.main(["3.3-py3.13"])
    assert "FAILED" in capsys.readouterr().out
