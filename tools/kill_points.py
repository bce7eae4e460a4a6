"""Kills the sender of a message at every point of a send, on a real Airflow, and counts what became of the messages.

Where the sender cannot know the point itself, the emulator does: it holds the request there, and whoever has the other
end of its connection is killed.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.request_log import Entry
from any_airflow import AnyAirflow
from processes import holders, signalled

CHANNEL = "exp_lounge"
HELD = 3.0
PROBED = (
    "before the state is written",
    "state written, not connected",
    "connected, nothing sent",
    "answered, not recorded",
    "recorded, XCom not pushed",
)
PROBED_WITHOUT_STATE = ("before it is sent", "connected, nothing sent", "answered, XCom not pushed")
AT_THE_SERVER = {
    "body received, not accepted": [("createMessage", {"wait_before": HELD, "cut": "answer"})],
    "accepted, not answered": [("createMessage", {"accepted": True, "wait_after": HELD})],
    "while reconciling": [
        ("createMessage", {"accepted": True, "cut": "answer"}),
        ("listMessages", {"wait_before": HELD}),
    ],
}


@dataclass
class Outcome:
    """What became of the messages of one point."""

    point: str
    runs: int
    hits: int
    messages: Counter[int]
    states: Counter[str]

    @property
    def kept(self) -> bool:
        """Each was hit, and each is there once."""
        return self.hits == self.runs and self.messages == {1: self.runs} and self.states == {"success": self.runs}

    def __str__(self) -> str:
        """A line of the table."""
        counts = ", ".join(f"{runs} x {number}" for number, runs in sorted(self.messages.items()))
        states = ", ".join(f"{runs} {state}" for state, runs in sorted(self.states.items()))
        return f"{self.point:32} {self.hits:3} of {self.runs:3} killed   messages: {counts:12} runs: {states}"


def kill_points(
    airflow: AnyAirflow, whop: WhopEmulator, each: int, probed: tuple[str, ...] = PROBED, timeout: float = 1200.0
) -> list[Outcome]:
    """Go through all points, ``each`` times; those that the sender knows itself, the ``probed``, all at once."""
    airflow.unpause("killed")
    outcomes = _at_once(airflow, whop, probed, each, timeout)
    for point, faults in AT_THE_SERVER.items():
        for operation, fault in faults:
            whop.misbehave(operation, times=each, **fault)
        with Killing(whop, faults[-1][0], each) as hits:
            (outcome,) = _at_once(airflow, whop, (point,), each, timeout)
        outcome.hits = len(hits)
        outcomes.append(outcome)
    return outcomes


class Killing:
    """While the block lasts, kill whoever waits for an answer of this operation that is held back."""

    def __init__(self, whop: WhopEmulator, operation: str, times: int) -> None:
        self._whop, self._operation, self._times = whop, operation, times
        self._hits: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._seen = len(whop.requests)

    def __enter__(self) -> list[int]:
        """Begin; gives the list that the killed processes' ids are put on."""
        self._thread.start()
        return self._hits

    def __exit__(self, *_: object) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        done: set[str] = set()
        while not self._over.wait(0.05) and len(self._hits) < self._times:
            for peer in {entry.peer for entry in list(self._whop.requests)[self._seen :] if self._held(entry)} - done:
                done.add(peer)
                self._hits += [pid for pid in holders(peer, self._whop.url) if signalled(pid, signal.SIGKILL)]

    def _held(self, entry: Entry) -> bool:
        """Tell whether a request has come whole, was not answered, and has had the time to take effect."""
        here = entry.operation == self._operation and entry.fault is not None and entry.body is not None
        return here and entry.status is None and time.time() - entry.at > HELD / 4


def _at_once(
    airflow: AnyAirflow, whop: WhopEmulator, points: tuple[str, ...], each: int, timeout: float
) -> list[Outcome]:
    texts = {point: [f"{point}, number {number}" for number in range(each)] for point in points}
    runs = {
        text: airflow.trigger("killed", {"point": point, "text": text})
        for point, mine in texts.items()
        for text in mine
    }
    ends = {text: airflow.finished("killed", run, timeout) for text, run in runs.items()}
    there = Counter(message["content"] for message in whop.messages(CHANNEL))
    killed = {text: _tries(airflow, run) > 1 for text, run in runs.items()}
    return [
        Outcome(
            point,
            each,
            sum(killed[text] for text in mine),
            Counter(there[text] for text in mine),
            Counter(ends[text] for text in mine),
        )
        for point, mine in texts.items()
    ]


def _tries(airflow: AnyAirflow, run: str) -> int:
    return int(airflow.tasks("killed", run)[0]["try_number"])
