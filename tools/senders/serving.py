"""What all senders share: what to send comes in as a line of JSON, and how it ended goes out as another."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any


def serve(send: Callable[..., object]) -> None:
    """Send as each line says, until there are no more."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library logs must not stand between the answers
    for line in sys.stdin:
        print(json.dumps({"outcome": _outcome(send, json.loads(line))}), file=answers, flush=True)


def _outcome(send: Callable[..., object], wanted: dict[str, Any]) -> str:
    try:
        send(**wanted)
    except Exception as failed:  # noqa: BLE001  # whatever it is, Airflow would call it a failed try
        return type(failed).__name__
    return "ok"
