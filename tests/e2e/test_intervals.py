"""Which run is given which messages, on a real Airflow 3.0: a part of what ``make intervals`` shows on all of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from interval_cells import FATES, KINDS, MODES, Cell
from intervals import lived
from places import ROOT, venv

PAIRS = (
    ("scheduled", "success"),
    ("scheduled", "time-out"),
    ("manual", "soft-fail skip"),
    ("manual", "clear"),
    ("asset-triggered", "failure downstream"),
    ("asset-triggered", "clear"),
)


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> list[Cell]:
    """The cells, after their lives."""
    venv("airflow-3.0")
    return lived("3.0/sqlite", tmp_path_factory.mktemp("intervals"), PAIRS)


def test_every_kind_of_run_every_fate_and_every_mode_of_the_sensor_is_here(cells: list[Cell]) -> None:
    assert (set(KINDS), set(FATES)) == ({cell.kind for cell in cells}, {cell.fate for cell in cells})
    assert set(MODES) == {cell.mode for cell in cells}


def test_no_message_is_in_two_intervals_and_none_in_no_interval(cells: list[Cell]) -> None:
    for cell in cells:
        assert sorted(cell.written) == sorted(id for ids in cell.given.values() for id in ids), str(cell)
        assert cell.kept, str(cell)


def test_a_cleared_run_has_its_own_messages_again(cells: list[Cell]) -> None:
    assert {True} == {cell.own_again for cell in cells if cell.cleared}


def test_the_tests_of_the_sensors_pass_with_the_wheel(tmp_path: Path) -> None:
    python = str(venv("airflow-3.0") / "bin" / "python")
    places = ["-n", "4", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "basetemp")]
    tests = ["tests/sensors", "tests/triggers", "tests/test_compat.py", "tests/test_provider_info.py"]
    dropped = ("AIRFLOW", "PYTEST", "PYTHONPATH")
    ended = subprocess.run(
        [python, "-m", "pytest", "-q", *places, *tests],
        env={name: value for name, value in os.environ.items() if not name.startswith(dropped)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == ended.returncode, ended.stdout[-6000:]
