"""The example of many messages: every channel is reminded, every customer thanked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from examples import HERE, examples_of

pytestmark = pytest.mark.skipif("example_bulk" not in examples_of(HERE), reason="The example needs Airflow 3.2")


def test_every_channel_is_reminded_and_every_customer_thanked(
    run_example: Callable[..., str], whop: WhopEmulator
) -> None:
    channels = ["exp_announcements", "exp_lounge", *(whop.add_channel(f"Room {number}") for number in range(12))]
    run_example("example_bulk")
    assert ["Office hours begin in an hour."] * 14 == [whop.messages(channel)[0]["content"] for channel in channels]
    thanks = [message["content"] for message in whop.messages("exp_announcements")[1:]]
    assert ["Thank you, Ada!", "Thank you, Ben!"] == thanks
