"""Whop's error envelope in all forms."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.envelope import LONGEST_BODY, Envelope, open_envelope
from airflow_provider_whop.api.printable import LONGEST


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            b'{"error":{"type":"t","message":"m","code":"c","param":"p"}}',
            Envelope(type="t", message="m", code="c", param="p"),
        ),
        (b'{"error":{"type":"t","message":"m"}}', Envelope(type="t", message="m")),
        (b'{"error":{"type":"t","message":7,"code":null}}', Envelope(type="t")),
        (b'{"error":null}', Envelope()),
        (b'{"error":"Actor is missing it"}', Envelope(message="Actor is missing it")),
        (
            b'{"error":"invalid_grant","error_description":"The token has expired"}',
            Envelope(message="The token has expired"),
        ),
        (b'{"code":"c","message":"m"}', Envelope(code="c", message="m")),
        (b"<html>Bad gateway</html>", Envelope()),
        (b"", Envelope()),
        (b"[]", Envelope()),
        (b"7", Envelope()),
        (b"\xff\xfe", Envelope()),
        (b"[" * 100_000, Envelope()),
    ],
)
def test_every_form_is_read_and_none_raises(body: bytes, expected: Envelope) -> None:
    assert expected == open_envelope(body)


def test_a_message_becomes_one_short_line() -> None:
    envelope = open_envelope(b'{"error":{"message":"a\\nb\\u001b[31m ' + b"x" * 1000 + b'"}}')
    assert envelope.message is not None
    assert envelope.message.startswith("a b [31m xxx")
    assert len(envelope.message) == LONGEST + 1


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Actor is missing all required permissions: `chat:moderate`", ("chat:moderate",)),
        ("Actor is missing required permission chat:read", ("chat:read",)),
        (
            "This key lacks permissions chat:message:create or support_chat:message:create",
            ("chat:message:create", "support_chat:message:create"),
        ),
        ("You are missing permissions", ()),
    ],
)
def test_a_missing_permission_is_told_by_its_sentence(message: str, expected: tuple[str, ...]) -> None:
    envelope = Envelope(message=message)
    assert envelope.tells_of_missing_permission
    assert expected == envelope.permissions


@pytest.mark.parametrize("message", ["Posting URLs is not allowed", "channel_id is required", None])
def test_other_sentences_tell_of_none(message: str | None) -> None:
    assert not Envelope(message=message).tells_of_missing_permission


def test_a_key_is_blanked_out_before_a_text_is_cut() -> None:
    told = f'{{"error":{{"message":"{"x" * (LONGEST - 4)}sekret","code":"sekret","param":"sekret"}}}}'
    envelope = open_envelope(told.encode(), lambda text: text.replace("sekret", "***"))
    assert ("***", "***") == (envelope.code, envelope.param)
    assert "sek" not in (envelope.message or "")


def test_what_is_too_long_for_an_envelope_is_none() -> None:
    assert Envelope() == open_envelope(b'{"error":{"message":"m"}}' + b" " * LONGEST_BODY)
