"""Reactions and votes over every transport."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api import messages, reactions
from airflow_provider_whop.api.errors import WhopInvalid
from airflow_provider_whop.emulator import WhopEmulator
from both import Client


@pytest.mark.parametrize("emoji", ["❤️", ":heart:"])
def test_a_reaction_is_added_counted_and_taken_back(client: Client, whop: WhopEmulator, emoji: str) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    given = client.send(reactions.create_reaction(id, emoji))
    assert given == client.send(reactions.retrieve_reaction(given.id))
    assert [given] == list(client.pages(reactions.list_reactions(id)))
    assert [(given.emoji, 1)] == [
        (count.emoji, count.count) for count in client.send(messages.retrieve_message(id)).reaction_counts
    ]
    assert client.send(reactions.delete_reaction(id, emoji=emoji)) is True
    assert list(client.pages(reactions.list_reactions(id))) == []


def test_reactions_come_newest_first(client: Client, whop: WhopEmulator) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    given = [client.send(reactions.create_reaction(id, f":{name}:")).id for name in ("a", "b", "c")]
    assert given[::-1] == [reaction.id for reaction in client.pages(reactions.list_reactions(id, first=2))]


def test_a_vote_counts_for_its_option(client: Client) -> None:
    poll = client.send(messages.create_message("exp_lounge", "Lunch?", poll=["Pizza", "Soup"]))
    vote = client.send(reactions.create_reaction(poll.id, poll_option_id="2"))
    assert vote.emoji is None
    votes = client.send(messages.retrieve_message(poll.id)).poll_votes
    assert [(count.option_id, count.count) for count in votes] == [("2", 1)]


def test_a_vote_for_no_option_is_refused(client: Client) -> None:
    poll = client.send(messages.create_message("exp_lounge", "Lunch?", poll=["Pizza", "Soup"]))
    with pytest.raises(WhopInvalid, match="check poll_option_id"):
        client.send(reactions.create_reaction(poll.id, poll_option_id="3"))
