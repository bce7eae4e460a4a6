"""Builds the wheel of the source distribution in dist/ under another version, as if it had been released before.

``python tools/cluster_old.py 0.0.9 FOLDER`` leaves it in the folder, alone.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
VERSIONED = Path("provider", "airflow_provider_whop", "__init__.py")


def main(version: str, folder: str) -> None:
    """Build."""
    (archive,) = (ROOT / "dist").glob("*.tar.gz")
    shutil.rmtree(folder, ignore_errors=True)
    with TemporaryDirectory() as scratch, tarfile.open(archive) as sources:
        sources.extractall(scratch, filter="data")
        (unpacked,) = Path(scratch).iterdir()
        file = unpacked / VERSIONED
        file.write_text(renamed(file.read_text(), version))
        build = ["-m", "build", "--no-isolation", "--wheel", "--outdir", folder, unpacked]
        subprocess.run([sys.executable, *build], check=True, stdout=subprocess.DEVNULL)


def renamed(source: str, version: str) -> str:
    """Give the module's text with another version; a text that names none is refused."""
    changed, times = re.subn(r'^__version__ = "[^"]+"$', f'__version__ = "{version}"', source, flags=re.MULTILINE)
    if times != 1:
        raise ValueError(f"The version should stand once in {VERSIONED}, and stands there {times} times.")
    return changed


if __name__ == "__main__":
    main(*sys.argv[1:])
