"""Reactions: pages that hold still, and nobody takes back another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]

EMOJIS = [":a:", ":b:", ":c:", ":d:", ":e:"]


@pytest.fixture
def post(api: Api, whop: WhopEmulator) -> str:
    """A message with five reactions."""
    id = str(whop.team_writes("exp_lounge", "hi")["id"])
    for emoji in EMOJIS:
        api("POST", "/reactions", json={"resource_id": id, "emoji": emoji})
    return id


@pytest.mark.parametrize("gone", EMOJIS)
def test_pages_miss_and_repeat_nothing_when_a_reaction_goes(api: Api, post: str, gone: str) -> None:
    first = api("GET", "/reactions", params={"resource_id": post, "first": 2}).json()
    api("DELETE", f"/reactions/{post}", params={"emoji": gone})
    after = first["page_info"]["end_cursor"]
    rest = api("GET", "/reactions", params={"resource_id": post, "after": after}).json()
    expected = [emoji for emoji in (":c:", ":b:", ":a:") if emoji != gone]
    assert [":e:", ":d:"] == [reaction["emoji"] for reaction in first["data"]]
    assert expected == [reaction["emoji"] for reaction in rest["data"]]


def test_a_reaction_that_is_named_by_its_emoji_is_ones_own(api: Api, whop: WhopEmulator) -> None:
    post = whop.world.posts[whop.team_writes("exp_lounge", "hi")["id"]]
    whop.world.react(post, whop.world.people["user_ada"], ":heart:")
    assert 404 == api("DELETE", f"/reactions/{post.id}", params={"emoji": ":heart:"}).status_code
    assert 1 == len(post.reactions)


def test_an_emoji_has_an_end(api: Api, post: str) -> None:
    answer = api("POST", "/reactions", json={"resource_id": post, "emoji": "😀" * 101})
    assert (400, "emoji") == (answer.status_code, answer.json()["error"]["param"])
