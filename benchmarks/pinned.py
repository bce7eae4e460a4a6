"""Processes of a benchmark, each on a core of its own, in a known environment and for no longer than it may take."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from contest import Figures

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "bench"
CORES = sorted(os.sched_getaffinity(0))
PEER, SERVER = CORES[0], CORES[-1]
"""Who is measured must not wait for who answers; on a machine with one core it does."""
LONGEST = 300.0
KEPT = ("HOME", "LANG", "PATH", "TMPDIR")


class PeerFailed(RuntimeError):
    """A peer's process did not give its figures; the last line tells why."""


def python_of(venv: str) -> Path:
    """Give the Python of an environment that the Makefile has prepared."""
    return ROOT / ".venvs" / venv / "bin" / "python"


def environment(**more: str) -> dict[str, str]:
    """Give variables in which nothing of this shell is left, as a proxy, with an Airflow of the bench's own."""
    known = {name: os.environ[name] for name in KEPT if name in os.environ}
    airflow = {"AIRFLOW_HOME": str(PLACE / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    return {**known, **airflow, "PYTHONPATH": str(ROOT / "benchmarks"), **more}


def figures_of(
    venv: str, script: str, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = LONGEST
) -> Figures:
    """
    Run a script of benchmarks/ in an environment, on the peers' core; its last line is a JSON object of figures.

    :raises PeerFailed: it gave none.
    """
    command = [python_of(venv), ROOT / "benchmarks" / script, *arguments]
    with started(command, PEER, env) as process:
        try:
            told, complaint = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            raise PeerFailed(f"it took more than {timeout:.0f} s") from None
    if process.returncode:
        raise PeerFailed(complaint.replace(f"{ROOT}/", "").strip() or f"it ended with status {process.returncode}")
    figures: Figures = json.loads(told.strip().splitlines()[-1])
    return figures


@contextmanager
def started(
    command: list[str | Path], core: int, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """Start a process on a core; behind the block it is ended."""
    PLACE.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command,
        cwd=PLACE,
        env=environment(**(env or {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),  # noqa: PLW1509  # nothing here runs threads
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
