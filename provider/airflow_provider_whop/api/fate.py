"""What became of one attempt, told from its answer alone: a pure table; whether to repeat it follows from that."""

from __future__ import annotations

from enum import Enum

from airflow_provider_whop.api.envelope import open_envelope
from airflow_provider_whop.api.wire import Reply, Response, Unreachable

MISMATCH = "idempotency_key_mismatch"


class Fate(Enum):
    """What is known of a request that was made."""

    ANSWERED = "Whop answered that it took it"
    NOT_TAKEN = "it cannot have been accepted, and may be sent again"
    REFUSED = "Whop refused it"
    KEY_TAKEN = "Whop knows its key from another text"
    UNKNOWN = "it may have been accepted"


def fate_of(reply: Reply) -> Fate:
    """
    Tell what became of an attempt.

    After one that came too late, another process may have taken its place: that is no less unknown.
    408 and 409 are no refusals: the one may come from something in front of Whop, the other tells that an attempt with
    the same key is still under way.
    """
    if isinstance(reply, Unreachable):
        return Fate.UNKNOWN if reply.written or reply.late else Fate.NOT_TAKEN
    if 200 <= reply.status < 300:
        return Fate.ANSWERED
    if reply.status == 429:
        return Fate.NOT_TAKEN
    if reply.status in (408, 409) or reply.status >= 500:
        return Fate.UNKNOWN
    return Fate.KEY_TAKEN if open_envelope(reply.body).code == MISMATCH else Fate.REFUSED


def replayed(reply: Reply) -> bool:
    """Tell whether Whop gave an earlier answer once more, instead of doing anything."""
    return isinstance(reply, Response) and reply.headers.get("idempotent-replayed", "").lower() == "true"
