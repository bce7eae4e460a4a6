"""The result of a poll over every transport, and what is read off odd messages."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopNotFound
from airflow_provider_whop.api.messages import Message, create_message
from airflow_provider_whop.api.polls import PollResult, counted, poll_result
from airflow_provider_whop.api.reactions import create_reaction
from airflow_provider_whop.emulator import WhopEmulator
from both import Client


def result(client: Client, message_id: str) -> PollResult:
    return client.run(poll_result(message_id, client.ask))


def test_votes_are_counted_for_each_option_in_order(client: Client, whop: WhopEmulator) -> None:
    poll = client.send(create_message("exp_lounge", "Lunch?", poll=["Pizza", "Soup", "Rice"])).id
    for who, option in (("ada", "2"), ("ben", "2"), ("cleo", "1")):
        whop.world.react(whop.world.posts[poll], whop.world.people[f"user_{who}"], None, option)
    found = result(client, poll)
    assert [("1", "Pizza", 1), ("2", "Soup", 2), ("3", "Rice", 0)] == [
        (option.id, option.text, option.votes) for option in found.options
    ]
    assert (poll, 3, ["2"]) == (found.message_id, found.votes, found.leading)


def test_without_a_vote_nobody_leads_and_several_may(client: Client, whop: WhopEmulator) -> None:
    poll = client.send(create_message("exp_lounge", "Lunch?", poll=["Pizza", "Soup"])).id
    assert [] == result(client, poll).leading
    client.send(create_reaction(poll, poll_option_id="1"))
    whop.world.react(whop.world.posts[poll], whop.world.people["user_ada"], None, "2")
    assert ["1", "2"] == result(client, poll).leading


def test_reactions_are_no_votes(client: Client) -> None:
    poll = client.send(create_message("exp_lounge", "Lunch?", poll=["Pizza"])).id
    client.send(create_reaction(poll, ":heart:"))
    assert 0 == result(client, poll).votes


def test_a_message_without_a_poll_is_refused_by_its_id(client: Client, whop: WhopEmulator) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    with pytest.raises(WhopInvalidArgument, match=f"^Message {id} carries no poll: check message_id"):
        result(client, id)
    with pytest.raises(WhopNotFound, match="no message_id 'post_gone'"):
        result(client, "post_gone")


@pytest.mark.parametrize("votes", [[], [{"option_id": None, "count": 3}], [{"option_id": "9", "count": 3}]])
def test_options_and_votes_that_whop_does_not_tell_count_for_nothing(votes: list[Any], whop: WhopEmulator) -> None:
    sample = {**whop.team_writes("exp_lounge", "hi"), "poll": {"options": None}, "poll_votes": votes}
    assert ([], 0, []) == tuple(counted(Message(**sample)).model_dump(exclude={"message_id"}).values())
