"""example_watch_word, run with ``dag.test()``."""

from __future__ import annotations

from collections.abc import Callable

from airflow_provider_whop.emulator import WhopEmulator


def test_who_writes_the_word_is_answered_and_nobody_else(whop: WhopEmulator, run_example: Callable[..., str]) -> None:
    asked = whop.member_writes("exp_lounge", "ada", "Can I have a REFUND?")
    whop.member_writes("exp_lounge", "ben", "Good morning!")
    run_example("example_watch_word", '{"since": "2026-01-01T00:00:00Z"}')
    (reply,) = (message for message in whop.messages("exp_lounge") if message["user"]["id"] == "user_team")
    assert "The team looks into this." == reply["content"]
    assert asked["id"] == reply["replying_to_message_id"]
