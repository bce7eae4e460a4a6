"""How fast curl brings files to a storage, over one connection, and the memory of the whole process.

``python by_curl.py URL FILE …``; the time is what curl itself tells of its transfers, without its start.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from shutil import which


def main(url: str, files: Sequence[str]) -> None:
    """Upload and tell; without ``Expect``, which ours does not send either."""
    curl = which("curl") or sys.exit("there is no curl on the path")
    options = ["--silent", "--show-error", "--fail", "--header", "Expect:", "--write-out", "%{time_total}\n"]
    each = [given for file in files for given in ("--upload-file", file, "--output", "/dev/null", url)]
    told = subprocess.run([curl, *options, *each], capture_output=True, text=True, check=True, timeout=240)
    wall, used = sum(map(float, told.stdout.split())), getrusage(RUSAGE_CHILDREN)
    megabytes = sum(Path(file).stat().st_size for file in files) / 1e6
    cpu = used.ru_utime + used.ru_stime
    print(json.dumps({"MB/s": megabytes / wall, "CPU ms": cpu * 1000, "MB of memory": used.ru_maxrss * 1024 / 1e6}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
