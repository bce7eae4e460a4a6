"""What a row came to, as JSON and back: the raw figures, and on which machine, when and by which command."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from contest import Outcome


@dataclass(frozen=True)
class Record:
    """
    One run of one row.

    :param beside: for each peer, which of ours it is compared with.
    """

    command: str
    date: str
    machine: str
    beside: Mapping[str, str]
    outcome: Outcome

    @classmethod
    def now(cls, name: str, beside: Mapping[str, str], outcome: Outcome) -> Self:
        """Sign what was just measured."""
        return cls(f"make bench ROW={name}", f"{datetime.now(UTC):%Y-%m-%d}", _machine(), beside, outcome)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read one that was written down."""
        told = json.loads(text)
        return cls(**{**told, "outcome": Outcome(**told["outcome"])})

    def __str__(self) -> str:
        """Write it down."""
        return json.dumps(asdict(self), indent=1) + "\n"


def _machine() -> str:
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    kind = models[0].partition(":")[2].strip() if models else platform.machine()
    kernel = platform.release().partition("-")[0]
    return f"{kind}, {os.cpu_count()} cores, {platform.system()} {kernel}, Python {platform.python_version()}"
