"""Runs an example with ``dag.test()``, in a process and a database of its own, against the emulator of the test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from places import DAGS

RUN = """
import json, os, sys
from importlib import import_module
from airflow.utils.db import initdb

initdb()
sys.path.insert(0, os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
run = import_module(sys.argv[1]).dag.test(run_conf=json.loads(sys.argv[2]))
sys.exit(run.state != "success")
"""

Run = Callable[..., str]
collect_ignore = ["yours"]  # run by test_yours.py, with an Airflow of its own


@pytest.fixture
def run_example(whop: WhopEmulator, tmp_path: Path) -> Run:
    """Run a DAG to its end, and give what it logged."""
    places = {"AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS)}
    connection = {"AIRFLOW_CONN_WHOP_DEFAULT": whop.connection}

    def run(name: str, conf: str = "{}") -> str:
        command = [sys.executable, "-c", RUN, name, conf]
        environment = {**os.environ, **places, **connection}
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
        assert 0 == ended.returncode, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    return run
