"""``Idempotency-Key``, as documented for Whop's newer API: a key has one effect within 24 hours, and its answer again.

Source: https://docs.whop.com/developer/api/idempotency
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from airflow_provider_whop.emulator.answer import Answer, refusing
from airflow_provider_whop.emulator.options import DAY, Options
from airflow_provider_whop.emulator.refusals import Refused
from airflow_provider_whop.emulator.request_log import secret_of

MISMATCH = Refused(
    400,
    "invalid_request_error",
    "This Idempotency-Key was used for another request",
    code="idempotency_key_mismatch",
)
IN_PROGRESS = Refused(
    409, "conflict", "A request with this Idempotency-Key is in progress", code="idempotency_conflict"
)
FORGOTTEN = frozenset({401, 429})


@dataclass
class Kept:
    """A request that was seen, since when, and its answer once there is one."""

    request: tuple[bytes, ...]
    at: float
    answer: Answer | None = None


class Memory:
    """What was answered to which key, for each credential; keys count only where the options say so."""

    def __init__(self, options: Options, clock: Callable[[], float] = time.time) -> None:
        self._options = options
        self._clock = clock
        self._kept: dict[tuple[str, bytes], Kept] = {}

    def forget(self) -> None:
        """Forget all keys."""
        self._kept.clear()

    async def answered(self, scope: Any, body: bytes, make: Callable[[], Awaitable[Answer | None]]) -> Answer | None:
        """Make the answer, or give the one that was made for the same key before."""
        headers = dict(scope["headers"])
        key = headers.get(b"idempotency-key")
        if not (self._options.idempotency and key and scope["method"] == "POST"):
            return await make()
        name = (secret_of(scope["headers"]), key)
        version = headers.get(b"api-version-date", b"")
        request = (scope["raw_path"], scope["query_string"], version, body)
        before = self._kept.get(name)
        if before and before.at > self._clock() - DAY:
            return _again(before, request)
        return await self._made(name, Kept(request, self._clock()), make)

    async def _made(
        self, name: tuple[str, bytes], kept: Kept, make: Callable[[], Awaitable[Answer | None]]
    ) -> Answer | None:
        """Keep what was decided; who was not let in, or met a failure, may come again."""
        self._kept[name] = kept
        answer = await make()
        if answer is None or answer.status in FORGOTTEN or answer.status >= 500:
            self._kept.pop(name, None)
        else:
            kept.answer = answer
        return answer


def _again(before: Kept, request: tuple[bytes, ...]) -> Answer:
    if before.request != request:
        return refusing(MISMATCH)
    if before.answer is None:
        return refusing(IN_PROGRESS)
    return replace(before.answer, headers={**before.answer.headers, "idempotent-replayed": "true"})
