"""Reacting once, over every transport: what is there is not added again."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopUnreachable
from airflow_provider_whop.api.messages import create_message
from airflow_provider_whop.api.reacting import react
from airflow_provider_whop.api.reactions import Reaction, create_reaction, list_reactions
from airflow_provider_whop.emulator import WhopEmulator
from both import Client


@pytest.fixture
def post(whop: WhopEmulator) -> str:
    """A message of the team."""
    return str(whop.team_writes("exp_lounge", "hi")["id"])


def reacted(client: Client, whop: WhopEmulator, post: str, emoji: str | None = ":heart:", **known: Any) -> Reaction:
    known = {"option": None, "user_id": whop.user_id, **known}
    return client.run(react(post, emoji, known["option"], client.ask, known["user_id"]))


def added(whop: WhopEmulator) -> int:
    return sum(entry.operation == "createReaction" for entry in whop.requests)


def test_a_reaction_that_is_there_is_given_back(client: Client, whop: WhopEmulator, post: str) -> None:
    first = reacted(client, whop, post)
    assert first == reacted(client, whop, post)
    assert 1 == added(whop)


def test_a_reaction_whose_answer_was_lost_is_found_by_the_next_try(
    client: Client, whop: WhopEmulator, post: str
) -> None:
    whop.misbehave("createReaction", cut="answer", accepted=True)
    with pytest.raises(WhopUnreachable):
        reacted(client, whop, post)
    assert [reacted(client, whop, post)] == list(client.pages(list_reactions(post)))
    assert 1 == added(whop)


def test_anothers_reaction_and_another_emoji_are_not_taken_for_it(
    client: Client, whop: WhopEmulator, post: str
) -> None:
    whop.world.react(whop.world.posts[post], whop.world.people["user_ada"], ":heart:")
    client.send(create_reaction(post, ":tada:"))
    own = reacted(client, whop, post)
    assert (":heart:", whop.user_id) == (own.emoji, own.user.id)


def test_it_is_found_behind_the_reactions_of_others(client: Client, whop: WhopEmulator, post: str) -> None:
    first = reacted(client, whop, post)
    for number in range(150):
        whop.world.react(whop.world.posts[post], whop.world.people["user_ada"], f":e{number}:")
    assert first == reacted(client, whop, post)


def test_of_an_unknown_author_nothing_is_looked_for(client: Client, whop: WhopEmulator, post: str) -> None:
    reacted(client, whop, post, user_id=None)
    assert ["createReaction"] == [entry.operation for entry in whop.requests]


def test_a_vote_is_always_given(client: Client, whop: WhopEmulator) -> None:
    poll = client.send(create_message("exp_lounge", "Lunch?", poll=["Pizza", "Soup"])).id
    whop.forget_requests()
    for option in ("1", "2"):
        reacted(client, whop, poll, None, option=option)
    assert ["createReaction"] * 2 == [entry.operation for entry in whop.requests]


@pytest.mark.parametrize("both", [(None, None), (":heart:", "1"), ("", None), (" ", ""), (None, "")])
def test_there_is_exactly_one_of_an_emoji_and_a_vote(both: tuple[Any, Any]) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"^Give exactly one of emoji and poll_option_id, not empty\.$"):
        create_reaction("post_1", both[0], poll_option_id=both[1])
