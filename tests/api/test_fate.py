"""What is known of a write from its answer alone."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.fate import Fate, fate_of, replayed
from airflow_provider_whop.api.wire import Reply, Response, Unreachable

MISMATCH = b'{"error":{"type":"invalid_request_error","message":"m","code":"idempotency_key_mismatch"}}'


def answer(status: int, body: bytes = b"", **headers: str) -> Response:
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, 0.0, 0.1)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (answer(200), Fate.ANSWERED),
        (answer(201), Fate.ANSWERED),
        (answer(429), Fate.NOT_TAKEN),
        (Unreachable("connection refused", written=False, seconds=0.1), Fate.NOT_TAKEN),
        (Unreachable("connection reset", written=True, seconds=0.1), Fate.UNKNOWN),
        (Unreachable("too late", written=False, seconds=0.1, late=True), Fate.UNKNOWN),
        *((answer(status), Fate.UNKNOWN) for status in (408, 409, 500, 502, 503, 504, 520)),
        *((answer(status), Fate.REFUSED) for status in (301, 307, 400, 401, 403, 404, 410, 422)),
        (answer(400, MISMATCH), Fate.KEY_TAKEN),
        (answer(400, MISMATCH.replace(b"mismatch", b"other")), Fate.REFUSED),
    ],
)
def test_an_answer_tells_what_became_of_a_write(reply: Reply, expected: Fate) -> None:
    assert expected is fate_of(reply)


def test_an_old_answer_is_told_from_a_new_one() -> None:
    assert replayed(answer(200, idempotent_replayed="true"))
    assert not replayed(answer(200, idempotent_replayed="false"))
    assert not replayed(answer(200))
    assert not replayed(Unreachable("connection reset", written=True, seconds=0.1))
