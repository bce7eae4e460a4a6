"""example_welcome, run with ``dag.test()``."""

from __future__ import annotations

from collections.abc import Callable

from airflow_provider_whop.emulator import WhopEmulator


def test_a_customer_who_has_not_written_is_welcomed(whop: WhopEmulator, run_example: Callable[..., str]) -> None:
    run_example("example_welcome", '{"customer": "ben"}')
    (room,) = (room for room in whop.world.rooms.values() if room.kind == "support")
    assert "user_ben" == (room.customer and room.customer.id)
    assert ["Welcome! Write here whenever something is unclear."] == [post.content for post in room.posts]
