"""A call as a value: what it sends, and what it refuses to send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from airflow_provider_whop.api import messages, reactions
from airflow_provider_whop.api.call import query
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.messages import create_message, list_messages, retrieve_message


def test_a_body_holds_only_what_was_given() -> None:
    request = create_message("chat_1", "hi").request("2025-01-01")
    assert (request.method, request.path) == ("POST", "/messages")
    assert request.body == b'{"channel_id":"chat_1","content":"hi"}'
    assert "application/json" == request.headers["Content-Type"]


def test_query_parameters_are_written_as_the_api_reads_them() -> None:
    assert query(open=True, first=7, after=None, ids=["a", "b"]) == (
        ("open", "true"),
        ("first", "7"),
        ("ids", "a"),
        ("ids", "b"),
    )


def test_the_page_behind_a_cursor_differs_by_the_cursor_alone() -> None:
    first = list_messages("chat_1", first=2)
    second = first.after("c1").after("c2")
    assert {*first.query, ("after", "c2")} == set(second.query)


@pytest.mark.parametrize("id", ["a/b", "a b", "ä?x=1#y", "../messages"])
def test_an_id_cannot_reach_another_path(id: str) -> None:
    path = retrieve_message(id).request("").path
    assert path.startswith("/messages/")
    assert 2 == path.count("/")
    assert not set("?# ") & set(path)


@pytest.mark.parametrize("id", ["", " ", ".", "..", None, 7])
def test_an_id_that_is_none_is_refused_by_its_name(id: str) -> None:
    with pytest.raises(WhopInvalidArgument, match="message_id must be an id") as refused:
        retrieve_message(id)
    assert "message_id" == refused.value.param


@pytest.mark.parametrize(
    "call",
    [
        messages.retrieve_message,
        messages.list_messages,
        lambda text: messages.create_message("exp_lounge", text),
        lambda text: reactions.create_reaction("post_1", emoji=text),
    ],
)
def test_half_a_character_is_refused_before_anything_is_sent(call: Callable[[str], Any]) -> None:
    with pytest.raises(WhopInvalidArgument):
        call("\ud800")


@pytest.mark.parametrize("given", [None, "", " ", 7, {}])
def test_a_list_without_its_id_is_refused(given: Any) -> None:
    with pytest.raises(WhopInvalidArgument, match="channel_id must be an id"):
        messages.list_messages(given)
