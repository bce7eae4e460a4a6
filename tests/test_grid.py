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
    assert 0 == grid.printed(["3.3-py3.13"])
    assert "3.3-py3.13          3.13.0        13 passed  2800 passed" == capsys.readouterr().out.splitlines()[1]


def test_a_cell_that_the_grid_does_not_have_is_refused() -> None:
    with pytest.raises(SystemExit, match=r"There is no 3.9-py3.11 in the grid; there is 2.11-py3.11, "):
        grid.main(["3.9-py3.11"])


@pytest.mark.parametrize(("code", "status"), [(0, 0), (1, 1)])
def test_a_cell_whose_nox_failed_fails_the_grid_whatever_it_told_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int, status: int
) -> None:
    whole = '{"installed": "3.13.0", "examples": "13 passed", "unit tests": "2800 passed"}'
    nox = tmp_path / "nox"
    nox.write_text(f"#!/bin/sh\necho '{whole}' > '{tmp_path}/3.3-py3.13.json'; echo what it said; exit {code}\n")
    nox.chmod(0o755)
    monkeypatch.setattr(grid, "OUTCOMES", tmp_path)
    monkeypatch.setattr(grid, "NOX", nox)
    assert status == grid.main(["3.3-py3.13"])
    assert bool(code) is ("3.3-py3.13 failed:\nwhat it said" in capsys.readouterr().out)


@pytest.mark.parametrize("told", [None, {}, {"installed": "3.13.0", "examples": "13 passed"}])
def test_a_cell_that_did_not_fails_the_grid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], told: dict[str, str] | None
) -> None:
    monkeypatch.setattr(grid, "OUTCOMES", tmp_path)
    if told is not None:
        (tmp_path / "3.3-py3.13.json").write_text(json.dumps(told))
    assert 1 == grid.printed(["3.3-py3.13"])
    assert "FAILED" in capsys.readouterr().out
