"""Where Chromium comes from: ``make chromium``, and what is said where there is none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from browser import Browser
from places import ROOT

NAMED = "Debian's package chromium"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The only folder on the path: what the Makefile needs to be read, and no Chromium."""
    (tmp_path / "find").symlink_to(str(shutil.which("find")))
    return tmp_path


def program(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def make(path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(shutil.which("make")), "-s", "chromium"]
    return subprocess.run(command, cwd=ROOT, env={"PATH": str(path)}, capture_output=True, text=True, check=False)


def test_chromium_that_is_there_is_taken(path: Path) -> None:
    program(path / "chromium", "exit 1")
    ended = make(path)
    assert (0, "", "") == (ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.parametrize(("user", "programs"), [(0, []), (1000, ["apt-get"])])
def test_who_cannot_install_it_is_told_what_to_install(path: Path, user: int, programs: list[str]) -> None:
    program(path / "id", f"echo {user}")
    for name in programs:
        program(path / name, f"echo $@ >> {path}/asked")
    ended = make(path)
    assert 2 == ended.returncode
    assert f"There is no chromium on the path: install it, as {NAMED}" in ended.stderr
    assert not (path / "asked").exists()


def test_root_has_it_installed_and_is_told_so(path: Path) -> None:
    program(path / "id", "echo 0")
    program(path / "apt-get", f"echo $@ >> {path}/asked")
    ended = make(path)
    assert f"There is no chromium on the path: installing {NAMED}." in ended.stdout
    assert ["update", "install -y --no-install-recommends chromium"] == (path / "asked").read_text().splitlines()


def test_a_browser_without_chromium_says_what_to_install(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(path))
    with pytest.raises(FileNotFoundError, match=NAMED):
        Browser().__enter__()
