"""An answer that is held back until it is sent, and what a fault makes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime

from airflow_provider_whop.emulator import refusals
from airflow_provider_whop.emulator.faults import Fault


@dataclass
class Answer:
    """Status, whole body, and headers by their names in lower case."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})


def usual(status: int) -> Answer:
    """Make the answer that usually comes with a status; one that is no error comes empty."""
    return Answer(status, json.dumps(refusals.of_status(status)).encode() if status >= 400 else b"")


def refusing(refused: refusals.Refused) -> Answer:
    """Make the answer that refuses a request before it reaches its route."""
    return Answer(refused.status, json.dumps(refused.envelope).encode())


def bent(answer: Answer, fault: Fault) -> Answer:
    """Change an answer as a fault says."""
    if fault.body is not None:
        answer = Answer(fault.status or answer.status, fault.body)
    elif fault.status is not None:
        answer = usual(fault.status)
    answer.headers.update(fault.sent_headers)
    return answer


def dated(answer: Answer, now: datetime) -> Answer:
    """Tell the time by the clock that messages get theirs from, unless a fault tells another."""
    return replace(answer, headers={"date": format_datetime(now.replace(tzinfo=UTC), usegmt=True)} | answer.headers)
