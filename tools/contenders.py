"""Who sends in the comparison: our own client, and strangers, each a process on a Python of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol, Self

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from both import connected
from faults import CHANNEL, TEXT, TIMEOUT, Row
from slack_front import SlackFront

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / ".cache" / "strangers"
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")

Try = Callable[[], str]


class Contender(Protocol):
    """Who sends; a try of its task ends in ``ok`` or in an exception's name."""

    name: str

    def task(self, whop: WhopEmulator, row: Row) -> AbstractContextManager[Try]:
        """Begin a task that is to post once."""


class Ours:
    """The client of this provider, with a journal that outlives a try as Airflow's task state does."""

    name = "this provider"

    @contextmanager
    def task(self, whop: WhopEmulator, row: Row) -> Iterator[Try]:
        """Begin a task that is to post once."""
        journal: list[Mapping[str, Any]] = []
        yield lambda: self._try(whop, row, journal)

    def _try(self, whop: WhopEmulator, row: Row, journal: list[Mapping[str, Any]]) -> str:
        message, promise = NewMessage.of(channel_id=CHANNEL, content=TEXT), Promise(key="k", settle=row.settle)
        with connected("requests") as connect:
            client = connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, timeout=TIMEOUT)
            steps = deliver(message, promise, client.settings, client.ask, journal[-1] if journal else None)
            try:
                client.run(steps, journal.append)
            except WhopError as failed:
                return type(failed).__name__
        return "ok"


class Stranger:
    """
    A script of tools/senders, which runs from the beginning of a ``with`` block to its end.

    :param package: what the column is named after, with its version in the lock.
    :param lock: the environment, and the lock that it was made from.
    :param front: gives the URL to send to.
    """

    def __init__(
        self,
        label: str,
        package: str,
        lock: str,
        script: str,
        front: Callable[[WhopEmulator], AbstractContextManager[str]],
    ) -> None:
        self.name = f"{label} {_pinned(lock, package)}"
        self._command = [ROOT / ".venvs" / lock / "bin" / "python", ROOT / "tools" / "senders" / script]
        self._front = front
        self._log = PLACE / f"{lock}.log"

    def __enter__(self) -> Self:
        """Start, and see that it can send: a broken script must not pass for a bad sender."""
        PLACE.mkdir(parents=True, exist_ok=True)
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env=_environment()
            )
        with WhopEmulator() as whop, self.task(whop) as attempt:
            if attempt() != "ok" or len(whop.messages(CHANNEL)) != 1:
                raise RuntimeError(f"{self.name} cannot even send where nothing goes wrong; its log is {self._log}")
        return self

    def __exit__(self, *_: object) -> None:
        """End it; between two sends it holds nothing that could be lost."""
        self._process.kill()
        self._process.communicate()

    @contextmanager
    def task(self, whop: WhopEmulator, _: Row | None = None) -> Iterator[Try]:
        """Begin a task that is to post once."""
        with self._front(whop) as url:
            yield lambda: self._try(url, whop.key)

    def _try(self, url: str, key: str) -> str:
        wanted = {"url": url, "key": key, "channel": CHANNEL, "text": TEXT, "timeout": TIMEOUT}
        print(json.dumps(wanted), file=self._process.stdin, flush=True)
        told = self._process.stdout.readline()
        if not told:
            raise RuntimeError(f"{self.name} has ended before its time; its log is {self._log}")
        return str(json.loads(told)["outcome"])


def sdk_0() -> Stranger:
    """Give the official SDK of the 0 line."""
    return Stranger("whop-sdk", "whop-sdk", "whop-sdk-0", "whop_sdk_0.py", _straight)


def sdk_2() -> Stranger:
    """Give the official SDK of the 2 line, which repeats by rules of its own."""
    return Stranger("whop-sdk", "whop-sdk", "whop-sdk-2", "whop_sdk_2.py", _straight)


def slack() -> Stranger:
    """Give Airflow's own operator for another chat."""
    return Stranger("Slack operator", "apache-airflow-providers-slack", "slack", "slack_operator.py", SlackFront)


def _straight(whop: WhopEmulator) -> AbstractContextManager[str]:
    return nullcontext(whop.base_url)


def _pinned(lock: str, package: str) -> str:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()
    return next(line.split("==")[1] for line in lines if line.startswith(f"{package}=="))


def _environment() -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES}
    return {**known, "AIRFLOW_HOME": str(PLACE / "airflow"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
