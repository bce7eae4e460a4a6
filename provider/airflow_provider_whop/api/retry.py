"""Whether to ask again, and after how many seconds: a pure table, tested without a clock."""

from __future__ import annotations

import re
from random import random
from typing import Any, NamedTuple

from airflow_provider_whop.api.call import Call, Repeat
from airflow_provider_whop.api.clock import date_seconds
from airflow_provider_whop.api.envelope import Envelope, open_envelope
from airflow_provider_whop.api.fate import Fate, fate_of
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Reply, Response, Unreachable

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
LEAST_ASKED = 0.1
_SAID_IN_TEXT = re.compile(rb"(\d{1,9}(?:\.\d+)?)\s*(second|minute)")


class Attempt(NamedTuple):
    """The number of an attempt, from 1; the seconds waited before it; whether an earlier one may have been accepted."""

    number: int = 1
    waited: float = 0.0
    unsure: bool = False

    def after(self, wait: float, reply: Reply) -> Attempt:
        """Give the next attempt."""
        return Attempt(self.number + 1, self.waited + wait, self.unsure or fate_of(reply) is Fate.UNKNOWN)


def next_wait(
    call: Call[Any], reply: Reply, attempt: Attempt, settings: Settings, *, jitter: float | None = None
) -> float | None:
    """
    Tell how many seconds to wait before the next attempt, or None to leave it at this reply.

    A server that asks for no wait at all gets the usual back-off: it would be asked in a tight loop.

    :param jitter: 0 to 1; drawn anew where not given.
    """
    if attempt.number > settings.max_retries or not may_repeat(call.repeat, reply):
        return None
    spread = random() if jitter is None else jitter  # noqa: S311  # spreads load, hides nothing
    asked = asked_wait(reply)
    wait = _backoff(attempt.number, spread)
    if asked is not None and asked > LEAST_ASKED:
        wait = asked * (1 + spread / 10)
    return wait if attempt.waited + wait <= settings.max_wait else None


def may_repeat(repeat: Repeat, reply: Reply) -> bool:
    """Tell whether this outcome allows the call to be made again at all."""
    fate = fate_of(reply)
    return fate is Fate.NOT_TAKEN or (fate is Fate.UNKNOWN and repeat is not Repeat.IF_NOT_ACCEPTED)


def is_gone(repeat: Repeat, reply: Reply, attempt: Attempt) -> bool:
    """Tell whether what this attempt does not find is gone as it was wished; a web page's 404 tells of nothing."""
    if not isinstance(reply, Response) or reply.status != 404 or open_envelope(reply.body) == Envelope():
        return False
    return repeat is Repeat.GONE_IS_FINE or (repeat is Repeat.UNTIL_GONE and attempt.unsure)


def is_limited(reply: Reply) -> bool:
    """Tell whether Whop's rate limit turned a request away."""
    return isinstance(reply, Response) and reply.status == 429


def asked_wait(reply: Reply) -> float | None:
    """Read the wait that the server asked for, in seconds: a header, else the text of a 429."""
    if isinstance(reply, Unreachable):
        return None
    header = reply.headers.get("retry-after")
    told = _header_seconds(header, reply) if header else None
    return _text_seconds(reply) if told is None and reply.status == 429 else told


def _header_seconds(header: str, reply: Response) -> float | None:
    try:
        return max(0.0, float(header)) if float(header) < 1e9 else None
    except ValueError:
        return _until(header, reply)


def _until(date: str, reply: Response) -> float | None:
    """Count from the server's own clock where it tells it: ours may be off."""
    then, now = date_seconds(date), date_seconds(reply.headers.get("date", ""))
    return None if then is None else max(0.0, then - (reply.at if now is None else now))


def _text_seconds(reply: Response) -> float | None:
    found = _SAID_IN_TEXT.search(reply.body[:2000])
    if found is None:
        return None
    return float(found[1]) * (60 if found[2] == b"minute" else 1)


def _backoff(attempt: int, spread: float) -> float:
    return float(min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT) * (0.5 + spread / 2))
