"""All tests that need no Airflow process, on the oldest Airflow: the old connection form is there alone.

Only the walks over a thousand pages are left out: they take a minute and touch nothing of Airflow.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from places import ROOT, venv


@pytest.mark.timeout(600)
def test_all_tests_pass_on_the_oldest_airflow_with_the_wheel(tmp_path: Path) -> None:
    command = [
        venv("airflow-2.11") / "bin" / "python",
        "-m",
        "pytest",
        "-q",
        "-n",
        "8",
        "--dist",
        "worksteal",
        "-m",
        "not e2e",
        "-k",
        "not thousand",
        "-p",
        "no:cacheprovider",
    ]
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "PYTEST", "PYTHONPATH"))
    }
    ended = subprocess.run(
        [*command, "--basetemp", tmp_path / "basetemp"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=590,
    )
    assert ended.returncode == 0, ended.stdout[-6000:]
    assert "Airflow 2 alone" not in ended.stdout  # the form's tests were not skipped there
    passed = re.search(r"(\d+) passed", ended.stdout)
    assert passed
    assert int(passed[1]) > 500
