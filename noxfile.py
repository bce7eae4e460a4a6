"""The grid: the built wheel, in a fresh environment of each Airflow and Python that it is for. See ``make matrix``."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
sys.path.append(str(ROOT / "tools"))

from grid import GRID, OUTCOMES  # noqa: E402

HERE = {"PYTHONPATH": None, "AIRFLOW_HOME": None, "PYTEST_ADDOPTS": None}

nox.options.default_venv_backend = "uv"
nox.options.envdir = ".cache/nox"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "no"


class Cell:
    """One environment: what is tried in it, and what came of it, as JSON for the grid."""

    def __init__(self, session: nox.Session, name: str) -> None:
        self.session, self.name = session, name
        self._outcome: dict[str, str] = {}

    def install(self) -> None:
        """Install this Airflow, what its tests need, and of ours nothing but the wheel."""
        (wheel,) = (ROOT / "dist").glob("*.whl")
        line = self.name.partition("-")[0]
        self.session.install("-q", "-r", f"requirements/airflow-{line}.txt", "-r", "requirements/tests.in")
        self.session.install("-q", "--no-deps", str(wheel))
        self.session.run("uv", "pip", "check", external=True, silent=True)
        self._told("installed", self.session.run("python", "-VV", silent=True).split()[1])

    def known_as(self, place: Path) -> None:
        """Let the tests find it where they look for the environments that make has prepared."""
        place.unlink(missing_ok=True)
        place.symlink_to(self.session.virtualenv.location, target_is_directory=True)
        (place / "ready").touch()

    def unit_tests(self, base: str) -> None:
        """Run what needs no Airflow process; not the walks over a thousand pages, which touch nothing of Airflow."""
        chosen = ("-m", "not e2e and not matrix", "-k", "not thousand")
        forbidden = "Airflow 2 alone" if self.name.startswith("2.") else None
        quick = ("-n", "4", "--dist", "worksteal", "-p", "no:cacheprovider")
        self.tests("unit tests", *chosen, *quick, base, forbidden=forbidden)

    def tests(
        self, column: str, *arguments: str, python: str = "python", forbidden: str | None = None, **env: str | None
    ) -> None:
        """Run tests, and keep how many passed; a reason for leaving tests out may be forbidden."""
        command = (python, "-m", "pytest", "-q", *arguments)
        said = str(self.session.run(*command, env={**HERE, **env}, silent=True, external=python != "python"))
        passed = re.search(r"(\d+) passed", said)
        if passed is None:
            self.session.error(f"{column}: no test was run")
        if forbidden and forbidden in said:
            self.session.error(f"{column}: tests were left out: {forbidden}")
        self._told(column, f"{passed[1]} passed")

    def _told(self, column: str, told: str) -> None:
        self._outcome[column] = told
        OUTCOMES.mkdir(parents=True, exist_ok=True)
        (OUTCOMES / f"{self.name}.json").write_text(json.dumps(self._outcome))


def _session(name: str) -> None:
    line, python = name.split("-py")

    @nox.session(name=f"airflow-{name}", python=python)
    def cell(session: nox.Session) -> None:
        it = Cell(session, name)
        it.install()
        place = ROOT / ".venvs" / f"airflow-{name}"
        it.known_as(place)
        base = f"--basetemp={session.create_tmp()}/pytest"
        it.tests("examples", "tests/matrix", base, python=".venv/bin/python", WHOP_CELL=name)
        it.unit_tests(base)
        place.unlink()

    cell.__doc__ = f"The wheel with Airflow {line} on Python {python}."


for _name in GRID:
    _session(_name)
