"""example_tidy_channel, run with ``dag.test()``."""

from __future__ import annotations

from collections.abc import Callable

from airflow_provider_whop.emulator import WhopEmulator


def test_the_bots_messages_go_and_what_is_pinned_or_others_stays(
    whop: WhopEmulator, run_example: Callable[..., str]
) -> None:
    old, pinned = (whop.team_writes("exp_lounge", text)["id"] for text in ("old", "pinned"))
    whop.world.posts[pinned].is_pinned = True
    theirs = whop.member_writes("exp_lounge", "ada", "hello")["id"]
    run_example("example_tidy_channel")
    assert [pinned, theirs] == [message["id"] for message in whop.messages("exp_lounge")]
    assert old not in whop.world.posts
