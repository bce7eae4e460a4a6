"""The tests that the documentation shows to DAG authors, run as they would run them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from places import DAGS

YOURS = Path(__file__).parent / "yours"
MIGRATED = "from airflow.utils.db import initdb; initdb(); import pytest, sys; sys.exit(pytest.main(sys.argv[1:]))"


def test_a_dag_author_tests_a_dag_on_the_emulator(tmp_path: Path) -> None:
    places = {"AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS), "PYTHONPATH": str(DAGS)}
    own = ["--rootdir", str(tmp_path), "-c", os.devnull, "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "t")]
    command = [sys.executable, "-c", MIGRATED, *own, str(YOURS)]
    ended = subprocess.run(
        command, env={**os.environ, **places}, cwd=tmp_path, capture_output=True, text=True, timeout=280, check=False
    )
    assert 0 == ended.returncode, ended.stdout + ended.stderr
    assert "4 passed" in ended.stdout
