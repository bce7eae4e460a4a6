"""What the wheel brings into a plain Airflow: an environment of its own, asked before and after. It needs an index."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from package_builds import ROOT

UV = ROOT / ".venvs" / "uv" / "bin" / "uv"
NAME = re.compile(r"[A-Za-z0-9._-]+")


class PlainAirflow:
    """
    An Airflow as ``pip install apache-airflow`` gives it, in the versions that are pinned, and nothing else.

    :param version: as in the names of requirements/airflow-*.txt.
    :param venv: where to make its environment; what is there is removed.
    """

    def __init__(self, version: str, venv: Path) -> None:
        self.python = venv / "bin" / "python"
        self._pins = ROOT / "requirements" / f"airflow-{version}.txt"
        _uv("venv", "--clear", venv)
        (pin,) = (line for line in self._pins.read_text().splitlines() if line.startswith("apache-airflow=="))
        self.install(pin)

    def install(self, what: str) -> set[str]:
        """Install a requirement; gives the lines of ``pip freeze`` that are new, a changed version among them."""
        before = self.frozen()
        _uv("pip", "install", "--python", self.python, "--constraint", self._pins, what)
        return self.frozen() - before

    def frozen(self) -> set[str]:
        """Give the lines of ``pip freeze``."""
        return set(_uv("pip", "freeze", "--python", self.python).split("\n")) - {""}


def declared(wheel: Path, extra: str = "") -> set[str]:
    """Name what a wheel says it requires; with an extra, what that extra alone adds."""
    requirements = _metadata(wheel).get_all("Requires-Dist", [])
    suffix = f'extra == "{extra}"' if extra else ""
    mine = (line for line in requirements if line.endswith(suffix) and bool(extra) is ("extra ==" in line))
    return {named(line) for line in mine}


def extras(wheel: Path) -> list[str]:
    """Name the extras of a wheel."""
    return list(_metadata(wheel).get_all("Provides-Extra", []))


def named(line: str) -> str:
    """Give the name in a requirement, or in a line of ``pip freeze``, as indexes write it."""
    (name, *_) = NAME.findall(line)
    return re.sub(r"[-_.]+", "-", name).lower()


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def _uv(*arguments: str | Path) -> str:
    env = {"UV_SYSTEM_CERTS": "true", "UV_CACHE_DIR": str(ROOT / ".cache" / "uv"), **os.environ}
    ended = subprocess.run([UV, "-q", *arguments], env=env, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"uv {' '.join(map(str, arguments))} failed: {ended.stderr[-2000:]}")
    return ended.stdout
