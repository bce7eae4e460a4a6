"""A cell of the grid: what its tests left out, though only it could have run them, fails it."""

from __future__ import annotations

import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from places import ROOT

OLD_FORM = "SKIPPED [7] tests/hooks/test_form.py:47: Airflow 2 alone has the old form; make matrix runs this on it"


class Session:
    """Stands in for nox', which says of each run what it is told to."""

    def __init__(self, said: str) -> None:
        self._said = said

    def run(self, *_: str, **__: Any) -> str:
        return self._said

    def error(self, sentence: str) -> None:
        raise RuntimeError(sentence)


@pytest.fixture
def cells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The noxfile, whose outcomes go elsewhere; nox itself is in an environment of its own."""
    nox = SimpleNamespace(options=SimpleNamespace(), Session=Session, session=lambda **_: lambda cell: cell)
    monkeypatch.setitem(sys.modules, "nox", nox)
    spec = spec_from_file_location("noxfile", ROOT / "noxfile.py")
    assert spec
    assert spec.loader
    noxfile = module_from_spec(spec)
    spec.loader.exec_module(noxfile)
    monkeypatch.setattr(noxfile, "OUTCOMES", tmp_path)
    return noxfile


@pytest.mark.parametrize(
    ("cell", "said", "sentence"),
    [
        ("2.11-py3.11", f"{OLD_FORM}\n3 passed, 7 skipped", "tests were left out: Airflow 2 alone"),
        ("2.11-py3.11", "no tests ran", "unit tests: no test was run"),
    ],
)
def test_a_cell_that_does_not_show_what_it_is_for_is_refused(
    cells: ModuleType, cell: str, said: str, sentence: str
) -> None:
    with pytest.raises(RuntimeError, match=sentence):
        cells.Cell(Session(said), cell).unit_tests("--basetemp=x")


@pytest.mark.parametrize(("cell", "said"), [("2.11-py3.11", "3 passed"), ("3.3-py3.13", f"{OLD_FORM}\n3 passed")])
def test_what_passed_is_kept_for_the_grid(cells: ModuleType, tmp_path: Path, cell: str, said: str) -> None:
    cells.Cell(Session(said), cell).unit_tests("--basetemp=x")
    assert {"unit tests": "3 passed"} == json.loads((tmp_path / f"{cell}.json").read_text())
