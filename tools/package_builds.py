"""Builds the package anew from a copy of what git tracks, or would track, as somebody else would, elsewhere."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = (".whl", ".tar.gz")


def rebuilt(place: Path, *, umask: int, at: float, through_sdist: bool) -> dict[str, str]:
    """
    Build both archives, and tell their SHA-256.

    :param place: the folder to do it in; what is there is removed.
    :param umask: what the files may not allow.
    :param at: when the files were last changed, in seconds since 1970, UTC.
    :param through_sdist: build the wheel from the source distribution, as PyPI's users do, or from the sources.
    """
    shutil.rmtree(place, ignore_errors=True)
    sources = place / "sources"
    _copy(sources, umask, at)
    asked = () if through_sdist else ("--sdist", "--wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", place / "dist", *asked, sources]
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(command, umask=umask, env=env, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"The package cannot be built elsewhere: {ended.stdout[-2000:]}")
    return hashes(place / "dist")


def hashes(folder: Path) -> dict[str, str]:
    """Tell the SHA-256 of each archive in a folder."""
    archives = (file for file in sorted(folder.iterdir()) if file.name.endswith(ENDINGS))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in archives}


def _copy(sources: Path, umask: int, at: float) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(lambda name: (ROOT / name).is_file(), listed.stdout.split("\0")):
        (sources / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, sources / name)
        (sources / name).chmod(0o666 & ~umask)
        os.utime(sources / name, (at, at))
