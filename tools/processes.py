"""Processes as the kernel shows them: which holds a connection, whose child one is, whether it stands still."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def holders(port: int) -> Iterator[int]:
    """Find the other processes that hold a connection from this loopback port."""
    lines = (PROC / "net" / "tcp").read_text().splitlines()[1:]
    inodes = {line.split()[9] for line in lines if line.split()[1].endswith(f":{port:04X}")} - {"0"}
    for folder in PROC.glob("[0-9]*/fd"):
        if int(folder.parent.name) != os.getpid() and inodes & set(_sockets(folder)):
            yield int(folder.parent.name)


def of_sessions(sessions: set[int]) -> list[int]:
    """Find all living processes of these sessions."""
    found = [pid for pid in (int(place.name) for place in PROC.glob("[0-9]*")) if _session(pid) in sessions]
    return [pid for pid in found if _status(pid)[0] not in ("Z", "gone")]  # nobody may be there to bury an orphan


def parent(pid: int) -> int:
    """Give the process that started this one, or adopted it."""
    return int(_status(pid)[1])


def stands_still(pid: int) -> bool:
    """Tell whether a process was stopped."""
    return _status(pid)[0] == "T"


def signalled(pid: int, number: int) -> bool:
    """Send a signal; tell whether the process was still there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _status(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return ["gone", "0"]


def _session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def _sockets(folder: Path) -> Iterator[str]:
    try:
        for name in folder.iterdir():
            found = re.fullmatch(r"socket:\[(\d+)\]", str(name.readlink()))
            if found:
                yield found[1]
    except OSError:
        return
