"""Servers for the peers, each a process of its own on the servers' core: of prepared bytes, or the emulator itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import NamedTemporaryFile
from urllib.request import ProxyHandler, build_opener

from contest import Figures
from pinned import PLACE, ROOT, SERVER, PeerFailed, figures_of, started

_DIRECT = build_opener(ProxyHandler({}))


@dataclass(frozen=True)
class Prepared:
    """Answers every request with bytes that were there before."""

    url: str

    def counted(self) -> dict[str, int]:
        """Give the ``connections`` and ``requests`` so far."""
        with _DIRECT.open(f"{self.url}/counted", timeout=10) as told:
            counts: dict[str, int] = json.load(told)
        return counts

    def metered(self, venv: str, module: str, operation: str, count: int) -> Figures:
        """Run an operation of peers/ so many times against this server; gives what one took, and its connections."""
        before = self.counted()
        told = figures_of(venv, "metered.py", module, operation, self.url, str(count))
        after = self.counted()
        made, asked = (after[kind] - before[kind] for kind in ("connections", "requests"))
        return {**told, "connections per request": made / asked}


@contextmanager
def prepared(answers: Mapping[str, str], script: str = "prepared.py", *options: str) -> Iterator[Prepared]:
    """
    Start one.

    :param answers: bodies by method and last part of the path: ``{"POST messages": "{…}"}``.
    :param script: of benchmarks/, what is to answer, and its options.
    """
    PLACE.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=PLACE, suffix=".json") as place:
        json.dump(answers, place)
        place.flush()
        with serving(script, place.name, *options) as url:
            yield Prepared(url)


@contextmanager
def serving(script: str, *arguments: str) -> Iterator[str]:
    """Start a server of benchmarks/, which prints its port; gives its address."""
    command = [ROOT / ".venv" / "bin" / "python", ROOT / "benchmarks" / script, *arguments]
    with started(command, SERVER) as process:
        port = process.stdout.readline().strip() if process.stdout else ""
        if not port:
            raise PeerFailed(f"{script} did not start")
        yield f"http://127.0.0.1:{port}"
