"""A process of its own that asks a server on each of its paths, and tells how each ended, when, and in how much memory.

Run as ``python measured.py TRANSPORT BASE_URL PATH…``; a path begins with the time-out in seconds. Writes a JSON list,
with the most memory that the process had meanwhile, in MiB.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.messages import list_messages
from both import Connect, connected


def measured(connect: Connect, base_url: str, path: str) -> dict[str, Any]:
    """Ask for a list."""
    client = connect(base_url=f"{base_url}/{path}", timeout=float(path.split("/", maxsplit=1)[0]), max_retries=0)
    Path("/proc/self/clear_refs").write_text("5")
    began = monotonic()
    try:
        client.send(list_messages("exp_lounge"))
        ended = "answered"
    except WhopError as error:
        ended = type(error).__name__
    return {"ended": ended, "seconds": monotonic() - began, "peak": peak()}


def peak() -> float:
    """Read the most memory since it was cleared; what ``resource`` tells begins with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main(transport: str, base_url: str, *paths: str) -> None:
    """Ask on each path in turn."""
    with connected(transport) as connect:
        told = [measured(connect, base_url, path) for path in paths]
    print(json.dumps(told))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
