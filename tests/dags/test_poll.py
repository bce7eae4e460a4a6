"""example_poll, run with ``dag.test()``."""

from __future__ import annotations

import json
from collections.abc import Callable

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.templates import BREAK


def test_a_poll_is_asked_pinned_voted_in_told_and_unpinned(whop: WhopEmulator, run_example: Callable[..., str]) -> None:
    run_example("example_poll", json.dumps({"host": "ben", "topic": "@everyone's *call*"}))
    (poll,) = whop.messages("exp_lounge")
    assert f"What shall @{BREAK}everyone's \\*call\\* be about?" == poll["content"]
    assert (False, [{"option_id": "2", "count": 1}]) == (poll["is_pinned"], poll["poll_votes"])
    assert [True, False] == [
        json.loads(entry.body or b"")["is_pinned"] for entry in whop.requests if entry.operation == "updateMessage"
    ]
    (room,) = (room for room in whop.world.rooms.values() if room.kind == "dm")
    assert {"user_team", "user_ben"} == {person.id for person in room.members}
    assert ["- Pricing: 0\n- Roadmap: 1\n- Your questions: 0\n"] == [post.content for post in room.posts]
