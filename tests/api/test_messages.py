"""Messages: what a body may hold, and every call against the emulator over every transport."""

from __future__ import annotations

from collections import UserList
from typing import Any

import pytest

from airflow_provider_whop.api import messages
from airflow_provider_whop.api.errors import WhopError, WhopInvalid, WhopInvalidArgument, WhopNotFound
from airflow_provider_whop.emulator import WhopEmulator
from both import Client


@pytest.mark.parametrize("content", ["", " \n\t"])
def test_a_message_without_anything_in_it_is_refused(content: str) -> None:
    with pytest.raises(WhopInvalidArgument, match="content: the text is empty"):
        messages.create_message("chat_1", content)


def test_an_empty_text_is_fine_beside_a_poll_or_an_attachment() -> None:
    assert messages.create_message("chat_1", "", poll=["yes", "no"]).body
    assert messages.create_message("chat_1", "", poll=UserList(["yes", "no"])).body  # as mapped tasks give it
    assert messages.create_message("chat_1", "", attachments=["file_1"]).body


@pytest.mark.parametrize("ids", [["1", "3"], ["0", "1"], ["2", "1"], ["a", "b"], ["1", "1"]])
def test_poll_ids_out_of_order_are_refused(ids: list[str]) -> None:
    poll = {"options": [{"id": id, "text": "x"} for id in ids]}
    with pytest.raises(WhopInvalidArgument, match=r'poll\.options: the ids of the options must be "1", "2", …'):
        messages.create_message("chat_1", "vote", poll=poll)


@pytest.mark.parametrize(
    ("param", "options"),
    [
        ("poll.options.0.id", {"poll": {"options": [{"id": 1, "text": "x"}]}}),
        ("poll.options", {"poll": {"options": []}}),
        ("poll.question", {"poll": {"options": [{"id": "1", "text": "x"}], "question": "?"}}),
        ("attachments.0.id", {"attachments": [{"id": 7}]}),
        ("auto_detect_links", {"auto_detect_links": "perhaps"}),
        ("replying_to_message_id", {"replying_to_message_id": 7}),
        ("reply_to", {"reply_to": "post_1"}),
    ],
)
def test_a_wrong_type_is_refused_by_its_place(param: str, options: dict[str, Any]) -> None:
    with pytest.raises(WhopInvalidArgument) as refused:
        messages.create_message("chat_1", "hi", **options)
    assert param == refused.value.param
    assert str(refused.value).startswith(f"{param}: ")


def test_a_refusal_does_not_repeat_the_text() -> None:
    with pytest.raises(WhopInvalidArgument) as refused:
        messages.create_message("chat_1", ["private words"])  # type: ignore[arg-type]
    assert "private words" not in str(refused.value)


def test_what_templates_make_of_values_is_understood() -> None:
    body = messages.create_message("chat_1", 20261121, auto_detect_links="True").body  # type: ignore[arg-type]
    assert body is not None
    assert body.sent() == {"channel_id": "chat_1", "content": "20261121", "auto_detect_links": True}


def test_a_message_with_everything_is_posted(client: Client, whop: WhopEmulator) -> None:
    question = client.send(messages.create_message("exp_lounge", "Lunch?"))
    reply = client.send(
        messages.create_message(
            "exp_lounge",
            "**Vote**",
            poll=["Pizza", "Soup"],
            replying_to_message_id=question.id,
            auto_detect_links=False,
            attachments=[whop.add_file("menu.pdf")],
        )
    )
    assert [option.text for option in reply.poll.options] == ["Pizza", "Soup"]
    assert question.id == reply.replying_to_message_id
    assert [question.id, reply.id] == [message["id"] for message in whop.messages("exp_lounge")]


def test_a_message_is_fetched_edited_pinned_and_deleted(client: Client) -> None:
    id = client.send(messages.create_message("exp_lounge", "first")).id
    assert "first" == client.send(messages.retrieve_message(id)).content
    edited = client.send(messages.update_message(id, content="second", is_pinned=True))
    assert (edited.content, edited.is_pinned, edited.is_edited) == ("second", True, True)
    assert client.send(messages.delete_message(id)) is True
    with pytest.raises(WhopNotFound, match=f"no message_id '{id}'"):
        client.send(messages.retrieve_message(id))


@pytest.mark.parametrize(("direction", "expected"), [("asc", ["1", "2", "3"]), ("desc", ["3", "2", "1"])])
def test_messages_come_in_the_direction_asked_for(
    client: Client, whop: WhopEmulator, direction: Any, expected: list[str]
) -> None:
    for text in ("1", "2", "3"):
        whop.team_writes("exp_lounge", text)
    found = client.pages(messages.list_messages("exp_lounge", direction=direction))
    assert expected == [message.content for message in found]


def test_a_channels_own_rules_are_told_in_whops_words(client: Client, whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", ban_urls=True)
    with pytest.raises(WhopInvalid, match="Posting URLs is not allowed"):
        client.send(messages.create_message("exp_lounge", "see https://example.com"))


@pytest.mark.parametrize("change", [{}, {"content": None, "is_pinned": None}])
def test_a_change_of_nothing_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(WhopInvalidArgument, match=r"^There is nothing to change: give content, attachments or is_pin"):
        messages.update_message("post_1", **change)


def test_a_delete_that_finds_nothing_is_a_failure_unless_that_is_fine(client: Client, whop: WhopEmulator) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    assert client.send(messages.delete_message(id, missing_ok=True)) is True
    assert client.send(messages.delete_message(id, missing_ok="True")) is True
    with pytest.raises(WhopNotFound, match=f"no message_id '{id}'"):
        client.send(messages.delete_message(id))


@pytest.mark.parametrize("page", [b"<!doctype html><title>Gone</title>", b"", b"404"])
def test_a_404_that_is_not_the_apis_does_not_tell_that_a_message_is_gone(
    client: Client, whop: WhopEmulator, page: bytes
) -> None:
    whop.misbehave("deleteMessage", status=404, body=page)
    with pytest.raises(WhopError):
        client.send(messages.delete_message("post_1", missing_ok=True))
