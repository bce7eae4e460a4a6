"""example_every_channel, run with ``dag.test()``."""

from __future__ import annotations

from collections.abc import Callable

from airflow_provider_whop.emulator import WhopEmulator


def test_every_channel_is_given_the_rule_also_a_new_one(whop: WhopEmulator, run_example: Callable[..., str]) -> None:
    whop.add_channel("New")
    run_example("example_every_channel")
    assert [["spam", "scam"]] * 3 == [
        room.settings.banned_words for room in whop.world.rooms.values() if room.kind == "chat"
    ]
