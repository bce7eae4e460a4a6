"""A file of a gigabyte, from this disk to an emulator in another process: whole, quickly, and with little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from airflow_provider_whop.emulator import WhopEmulator

GIGABYTE = 1024**3
MOST_MEMORY = 64 * 1024**2
UPLOAD = """
import asyncio, json, re, sys
from pathlib import Path
from airflow_provider_whop.hooks.whop import WhopHook

def memory(what):
    return 1024 * int(re.search(rf"{what}:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

hook = WhopHook()

def upload(name):
    if sys.argv[1] == "sync":
        return hook.upload_file(name)
    return asyncio.run(hook.aupload_file(name))

upload("small.bin")
Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
before = memory("VmRSS")
file = upload("film.mp4")
print(json.dumps({"id": file.id, "size": file.size, "grown": memory("VmHWM") - before}))
"""


@pytest.mark.parametrize("way", ["sync", "async"])
def test_a_gigabyte_takes_no_more_than_64_mb_of_memory(whop: WhopEmulator, tmp_path: Path, way: str) -> None:
    (tmp_path / "small.bin").write_bytes(bytes(1000))
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(GIGABYTE)
    environment = {
        "AIRFLOW_HOME": str(tmp_path / "home"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(tmp_path),
        "AIRFLOW_CONN_WHOP_DEFAULT": whop.connection,
    }
    command = [sys.executable, "-c", UPLOAD, way]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert 0 == ended.returncode, ended.stderr
    told = json.loads(ended.stdout.splitlines()[-1])
    assert GIGABYTE == told["size"]
    assert told["grown"] <= MOST_MEMORY
    assert whop.world.files[told["id"]].upload is not None
