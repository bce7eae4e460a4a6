"""Where things are: the repository, and the environments that the Makefile prepares for what is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DAGS = ROOT / "dags"


def venv(name: str) -> Path:
    """Give an environment that ``make e2e`` has prepared."""
    path = ROOT / ".venvs" / name
    if not (path / "ready").exists():
        pytest.fail(f"There is no {path}; run these tests with make e2e.")
    return path
