"""Runs in our environment: how fast a file leaves, and the memory that it takes beyond what the hook had before.

``python uploading.py WAY CONNECTION FILE``: by ``upload_file`` or ``aupload_file``, with an Airflow connection as JSON.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

from airflow_provider_whop import api
from airflow_provider_whop.hooks.whop import WhopHook
from peers.tasks import as_in_a_task

STATUS = Path("/proc/self/status")
READY = "file_1"


def main(way: str, connection: str, file: str) -> None:
    """Talk to Whop once, so that the hook has its client; then upload."""
    as_in_a_task(whop_default=json.loads(connection))
    hook, asked = WhopHook(), api.files.retrieve_file(READY)
    where = {"allowed_root": str(Path(file).parent)}
    if way == "upload_file":
        hook.send(asked)
        measured(lambda: hook.upload_file(file, **where), Path(file).stat().st_size)
        return
    with asyncio.Runner() as loop:
        loop.run(hook.asend(asked))
        measured(lambda: loop.run(hook.aupload_file(file, **where)), Path(file).stat().st_size)
        loop.run(hook.aclose())


def measured(upload: Callable[[], object], size: int) -> None:
    """Upload and tell."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, wall, cpu = memory("VmRSS"), perf_counter(), process_time()
    upload()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    print(json.dumps({"MB/s": size / 1e6 / wall, "CPU ms": cpu * 1000, "MB of memory": memory("VmHWM") - before}))


def memory(what: str) -> float:
    """Give one of the sizes that Linux tells of this process, in MB."""
    return int(re.findall(rf"{what}:\s+(\d+) kB", STATUS.read_text())[0]) * 1024 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
