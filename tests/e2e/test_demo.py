"""``make demo`` shows what it promises, ends in 0, and leaves no process behind."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import requests

from places import ROOT


def test_the_demo_shows_two_announcements_the_new_rules_and_an_answered_customer() -> None:
    ended = subprocess.run(["make", "demo"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for line in (
        "example_announcement: success (scheduled)",
        "example_announcement_after_pipeline: success (asset_triggered)",
        "Good morning!",
        "The report is ready: **42 rows**.",
        "Lounge: ban_urls from False to True",
        "a customer writes: Hello, is anybody there?",
        "example_auto_acknowledge: success (asset_triggered)",
        "Thank you, we have read this. A person answers you today.",
        "To look at: Airflow http://127.0.0.1:",
    ):
        assert line in ended.stdout
    assert left_running() == []


def test_the_demo_that_is_kept_runs_until_it_is_interrupted() -> None:
    with subprocess.Popen(["make", "demo", "KEEP=1"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        told = "".join(iter(demo.stdout.readline, "Both run until Ctrl-C.\n"))
        airflow, whop = re.search(r"Airflow (http://\S+) +Whop (http://\S+)", told).groups()  # type: ignore[union-attr]
        assert "healthy" == requests.get(f"{airflow}/api/v2/monitor/health", timeout=10).json()["scheduler"]["status"]
        assert "Good morning!" in requests.get(whop, timeout=10).text
        subprocess.run(["pkill", "-INT", "-P", str(demo.pid)], check=True)
        assert "Stopped." in demo.stdout.read()
    assert 0 == demo.returncode
    assert [] == left_running()


def left_running() -> list[str]:
    """Find processes that were started with the demo's home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"AIRFLOW_HOME={ROOT / '.demo'}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_the_demo_tells_why_it_failed() -> None:
    ended = subprocess.run(
        [ROOT / ".venvs/airflow-3.3/bin/python", ROOT / "tools/demo.py", "--venv", "/nowhere"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert 1 == ended.returncode
    assert "The demo failed: " in ended.stderr
    assert "/nowhere/bin/airflow" in ended.stderr
    assert "Traceback" not in ended.stderr
