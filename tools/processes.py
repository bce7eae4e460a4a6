"""Processes as the kernel shows them: which holds a connection, whose child one is, whether it stands still."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def holders(peer: str, url: str) -> Iterator[int]:
    """
    Find the other processes that hold the connection by which this peer has come to a loopback server.

    Both ends are compared: Linux gives one port to several connections at once, if these lead to different servers, and
    who is found here is often killed.
    """
    ends = [f":{port_of(peer):04X}", f":{port_of(url):04X}"]
    lines = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()[1:]]
    inodes = {line[9] for line in lines if [line[1][-5:], line[2][-5:]] == ends} - {"0"}
    for folder in PROC.glob("[0-9]*/fd"):
        if int(folder.parent.name) != os.getpid() and inodes & set(_sockets(folder)):
            yield int(folder.parent.name)


def port_of(address: str) -> int:
    """Give the port of an address, or of a URL that names nothing else."""
    return int(address.rsplit(":", 1)[1])


def of_sessions(sessions: set[int]) -> list[int]:
    """Find all living processes of these sessions."""
    found = [pid for pid in (int(place.name) for place in PROC.glob("[0-9]*")) if _session(pid) in sessions]
    return [pid for pid in found if _status(pid)[0] not in ("Z", "gone")]  # nobody may be there to bury an orphan


def parent(pid: int) -> int:
    """Give the process that started this one, or adopted it; raises ``ProcessLookupError`` where it is gone."""
    state, started_by, *_ = _status(pid)
    if state == "gone":
        raise ProcessLookupError(f"Process {pid} is gone.")  # 0 would be everybody of the caller's group
    return int(started_by)


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
