"""What the tests of disasters share: an impatient connection, what has arrived, who sends and who stands still."""

from __future__ import annotations

import json
import signal
import time
from typing import Any

from airflow_processes import AirflowProcesses
from airflow_provider_whop.emulator import WhopEmulator
from kill_points import CHANNEL
from processes import holders, signalled, stands_still

HELD = 60


def impatient(whop: WhopEmulator) -> dict[str, str]:
    """Give two connections to Whop as environment variables: one waits five seconds for an answer, one for minutes."""
    connection = json.loads(whop.connection)
    given = {}
    for name, timeout in {"DEFAULT": 5, "PATIENT": 2 * HELD}.items():
        connection["extra"]["timeout"] = timeout
        given[f"AIRFLOW_CONN_WHOP_{name}"] = json.dumps(connection)
    return given


def arrived(whop: WhopEmulator, text: str) -> list[str]:
    """Give the ids of the messages that begin with a text."""
    return [found["id"] for found in whop.messages(CHANNEL) if found["content"].startswith(text)]


def posts(whop: WhopEmulator, text: str) -> list[Any]:
    """Give the requests that asked to post a text."""
    return [entry for entry in list(whop.requests) if entry.operation == "createMessage" and _holds(entry.body, text)]


def the_sender(whop: WhopEmulator, text: str) -> int:
    """Wait until a post is held by Whop; give the process that waits for its answer."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for entry in posts(whop, text):
            found = [pid for pid in holders(entry.peer, whop.url) if entry.status is None]
            if found:
                return found[0]
        time.sleep(0.05)
    raise TimeoutError("Nobody sent it.")


def stopped_pair(airflow: AirflowProcesses) -> list[int]:
    """Wait until a task and its supervisor stand still; give both."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = [pid for pid in airflow.pids() if stands_still(pid)]
        if len(found) == 2:
            return found
        time.sleep(0.1)
    raise TimeoutError("Nobody stood still.")


def wake(asleep: list[int]) -> None:
    """Let processes go on."""
    for pid in asleep:
        signalled(pid, signal.SIGCONT)


def _holds(body: bytes | None, text: str) -> bool:
    return body is not None and text.encode() in body
