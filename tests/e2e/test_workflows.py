"""The workflows are what GitHub takes for workflows, and an auditor of such finds nothing in them."""

from __future__ import annotations

import subprocess

import pytest

from places import ROOT, venv

FOLDER = ROOT / ".github" / "workflows"


@pytest.mark.parametrize(
    "command",
    [
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *sorted(FOLDER.glob("*.yml"))),
        ("zizmor", "--offline", "--config", ROOT / ".github" / "zizmor.yml", FOLDER),
    ],
    ids=lambda command: command[0],
)
def test_they_are_well(command: tuple[str, ...]) -> None:
    ended = subprocess.run(
        [venv("release") / "bin" / command[0], *command[1:]], capture_output=True, text=True, check=False
    )
    assert 0 == ended.returncode, ended.stdout + ended.stderr
