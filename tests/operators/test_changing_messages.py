"""The operators that change and delete messages and react to them, against the emulator."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException, BaseOperator

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.direct_messages import WhopOpenDirectMessageOperator
from airflow_provider_whop.operators.lists import WhopListChannelsOperator, WhopListMessagesOperator
from airflow_provider_whop.operators.messages import (
    WhopAddReactionOperator,
    WhopDeleteMessageOperator,
    WhopUpdateMessageOperator,
)
from airflow_provider_whop.operators.polls import WhopGetPollResultOperator

pytestmark = pytest.mark.usefixtures("connection")

OPERATORS = (
    WhopUpdateMessageOperator,
    WhopDeleteMessageOperator,
    WhopAddReactionOperator,
    WhopGetPollResultOperator,
    WhopListMessagesOperator,
    WhopListChannelsOperator,
    WhopOpenDirectMessageOperator,
)


@pytest.fixture
def post(whop: WhopEmulator) -> str:
    """A message of the team."""
    return str(whop.team_writes("exp_lounge", "hi")["id"])


def run(operator: type[BaseOperator], context: dict[str, Any] | None = None, **arguments: Any) -> Any:
    """Render the operator's templates and execute it, as a task would; what it returns is JSON."""
    task = operator(task_id="task", **arguments)
    task.render_template_fields(context or {})
    returned = task.execute(context or {})
    assert json.loads(json.dumps(returned)) == returned
    return returned


def now(whop: WhopEmulator) -> dict[str, Any]:
    (message,) = whop.messages("exp_lounge")
    return message


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.__name__)
def test_every_argument_is_templated_and_explained(operator: Any) -> None:
    own = set(operator.__init__.__annotations__) - {"return", "kwargs"}
    assert own == set(operator.template_fields)
    assert [] == [name for name in own if f":param {name}:" not in operator.__doc__]


# -- edit, pin, unpin


def test_a_message_is_edited_and_pinned_and_the_rest_stays(whop: WhopEmulator, post: str) -> None:
    returned = run(WhopUpdateMessageOperator, message_id=post, content="**ho**", is_pinned=True)
    assert ("**ho**", True, True) == tuple(now(whop)[key] for key in ("content", "is_edited", "is_pinned"))
    assert now(whop) == returned | {key: now(whop)[key] for key in ("created_at", "updated_at")}
    run(WhopUpdateMessageOperator, message_id=post, is_pinned=False)
    assert ("**ho**", False) == (now(whop)["content"], now(whop)["is_pinned"])


def test_what_templates_make_of_a_change_is_understood(whop: WhopEmulator, post: str) -> None:
    context = {"id": post, "text": "ho", "pin": True, "file": whop.add_file("a.pdf"), "conn": "whop_default"}
    run(
        WhopUpdateMessageOperator,
        context,
        message_id="{{ id }}",
        content="{{ text }}",
        attachments=["{{ file }}"],
        is_pinned="{{ pin }}",
        whop_conn_id="{{ conn }}",
    )
    assert {"content": "ho", "attachments": [{"id": context["file"]}], "is_pinned": True} == json.loads(
        whop.requests[0].body or b""
    )


def test_an_edit_whose_answer_was_lost_is_made_again(whop: WhopEmulator, post: str, naps: list[float]) -> None:
    whop.misbehave("updateMessage", cut="answer", accepted=True)
    assert "ho" == run(WhopUpdateMessageOperator, message_id=post, content="ho")["content"]
    assert ("ho", 1) == (now(whop)["content"], len(naps))


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        ("There is nothing to change", {}),
        ("is_pinned: Input should be a valid boolean", {"is_pinned": "perhaps"}),
        ("no message_id 'post_gone'", {"message_id": "post_gone", "is_pinned": True}),
    ],
)
def test_a_change_that_cannot_be_made_fails_the_task_at_once(sentence: str, arguments: Any, post: str) -> None:
    with pytest.raises(AirflowFailException, match=sentence):
        run(WhopUpdateMessageOperator, **{"message_id": post, **arguments})


# -- delete


def on_try(number: int) -> dict[str, Any]:
    return {"ti": SimpleNamespace(try_number=number)}


def test_a_message_is_deleted(whop: WhopEmulator, post: str) -> None:
    assert post == run(WhopDeleteMessageOperator, on_try(1), message_id=post)
    assert [] == whop.messages("exp_lounge")


def test_a_first_delete_that_finds_nothing_fails_the_task_at_once() -> None:
    with pytest.raises(AirflowFailException, match="no message_id 'post_gone'"):
        run(WhopDeleteMessageOperator, on_try(1), message_id="post_gone")


def test_a_repeated_delete_that_finds_nothing_is_a_success(whop: WhopEmulator) -> None:
    assert "post_gone" == run(WhopDeleteMessageOperator, on_try(2), message_id="post_gone")
    assert [("deleteMessage", 404)] == [(asked.operation, asked.status) for asked in whop.requests]


@pytest.mark.parametrize("fine", [True, "{{ yes }}"])
def test_a_first_one_is_too_where_that_is_asked_for(whop: WhopEmulator, fine: Any) -> None:
    context = {**on_try(1), "yes": True}
    assert "post_gone" == run(WhopDeleteMessageOperator, context, message_id="post_gone", missing_ok=fine)
    assert [("deleteMessage", 404)] == [(asked.operation, asked.status) for asked in whop.requests]


@pytest.mark.parametrize("number", [1, 2])
def test_another_refusal_fails_the_task_on_every_try(whop: WhopEmulator, post: str, number: int) -> None:
    whop.misbehave("deleteMessage", status=403)
    with pytest.raises(AirflowFailException, match="may not do deleteMessage"):
        run(WhopDeleteMessageOperator, on_try(number), message_id=post)


# -- react, vote


def test_a_reaction_is_added_once_however_often_the_task_runs(whop: WhopEmulator, post: str) -> None:
    first, second = (
        run(WhopAddReactionOperator, {"what": "tada"}, resource_id=post, emoji=":{{ what }}:") for _ in range(2)
    )
    assert first == second
    assert [{"emoji": ":tada:", "count": 1}] == now(whop)["reaction_counts"]


def test_a_vote_is_given_also_where_a_template_makes_a_number_of_it(whop: WhopEmulator) -> None:
    poll = whop.world.posts[whop.team_writes("exp_lounge", "Lunch?")["id"]]
    poll.options = [{"id": "1", "text": "Pizza"}]
    for option in ("{{ 1 }}", 1):
        assert run(WhopAddReactionOperator, resource_id=poll.id, poll_option_id=option)["emoji"] is None
    assert [{"option_id": "1", "count": 1}] == now(whop)["poll_votes"]


def test_a_reaction_to_nothing_fails_the_task_at_once(post: str) -> None:
    with pytest.raises(AirflowFailException, match="Give exactly one of emoji and poll_option_id"):
        run(WhopAddReactionOperator, resource_id=post, emoji="{{ '' }}")
    with pytest.raises(AirflowFailException, match="no resource_id 'post_gone'"):
        run(WhopAddReactionOperator, resource_id="post_gone", emoji=":a:")


# -- polls


def test_the_result_of_a_poll_is_json(whop: WhopEmulator) -> None:
    poll = whop.world.posts[whop.team_writes("exp_lounge", "Lunch?")["id"]]
    poll.options = [{"id": "1", "text": "Pizza"}, {"id": "2", "text": "Soup"}]
    whop.world.react(poll, whop.world.people["user_ada"], None, "2")
    assert {
        "message_id": poll.id,
        "options": [{"id": "1", "text": "Pizza", "votes": 0}, {"id": "2", "text": "Soup", "votes": 1}],
        "votes": 1,
        "leading": ["2"],
    } == run(WhopGetPollResultOperator, {"id": poll.id}, message_id="{{ id }}")


def test_a_message_without_a_poll_fails_the_task_at_once(post: str) -> None:
    with pytest.raises(AirflowFailException, match="carries no poll"):
        run(WhopGetPollResultOperator, message_id=post)


# -- direct messages


def test_a_conversation_is_opened_once_and_written_to(whop: WhopEmulator) -> None:
    context = {"who": ["ada"], "name": "Ada"}
    first = run(WhopOpenDirectMessageOperator, context, with_user_ids=["{{ who[0] }}"], custom_name="{{ name }}")
    assert first["id"] == run(WhopOpenDirectMessageOperator, with_user_ids="user_ada")["id"]
    assert ("Ada", "biz_emulator") == (first["name"], json.loads(whop.requests[0].body or b"")["company_id"])
    assert "hi" == whop.team_writes(first["id"], "hi")["content"]


def test_a_conversation_with_nobody_fails_the_task_at_once(whop: WhopEmulator) -> None:
    with pytest.raises(AirflowFailException, match="with_user_ids: a name is empty"):
        run(WhopOpenDirectMessageOperator, with_user_ids="{{ '' }}")
    assert [] == whop.requests
