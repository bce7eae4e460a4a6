"""The operators that list messages and channels, against the emulator: ids, up to a bound."""

from __future__ import annotations

import json
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException, BaseOperator

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.lists import WhopListChannelsOperator, WhopListMessagesOperator

pytestmark = pytest.mark.usefixtures("connection")


def run(operator: type[BaseOperator], context: dict[str, Any] | None = None, **arguments: Any) -> Any:
    """Render the operator's templates and execute it, as a task would; what it returns is JSON."""
    task = operator(task_id="list", **arguments)
    task.render_template_fields(context or {})
    returned = task.execute(context or {})
    assert json.loads(json.dumps(returned)) == returned
    return returned


@pytest.fixture
def written(whop: WhopEmulator) -> list[str]:
    """The ids of 120 messages, the oldest first."""
    return [whop.team_writes("exp_lounge", f"secret {number}")["id"] for number in range(120)]


def test_the_newest_hundred_are_listed_by_their_ids(whop: WhopEmulator, written: list[str]) -> None:
    assert written[:-101:-1] == run(WhopListMessagesOperator, channel_id="exp_lounge")
    assert 1 == len(whop.requests)


@pytest.mark.parametrize(("limit", "pages"), [(1, 1), (7, 1), (101, 2), (10_000, 2)])
def test_no_more_is_listed_or_asked_for_than_wanted(
    whop: WhopEmulator, written: list[str], limit: int, pages: int
) -> None:
    found = run(WhopListMessagesOperator, {"n": limit}, channel_id="exp_lounge", limit="{{ n }}", direction="asc")
    assert written[:limit] == found
    assert pages == len(whop.requests)


def test_texts_are_given_where_they_are_asked_for(written: list[str]) -> None:
    found = run(WhopListMessagesOperator, {"yes": True}, channel_id="exp_lounge", limit=2, include_content="{{ yes }}")
    assert [(written[-1], "secret 119"), (written[-2], "secret 118")] == [(one["id"], one["content"]) for one in found]


@pytest.mark.usefixtures("written")
def test_no_text_is_returned_or_logged_otherwise(logged: Any) -> None:
    assert "secret" not in json.dumps(run(WhopListMessagesOperator, channel_id="exp_lounge"))
    assert "secret" not in logged()


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        ("limit: Input should be greater than or equal to 1", {"limit": 0}),
        ("limit: Input should be less than or equal to 10000", {"limit": "10001"}),
        ("limit: Input should be a valid integer", {"limit": "many"}),
        ("direction: Input should be 'asc' or 'desc'", {"direction": "up"}),
    ],
)
def test_a_bound_that_is_none_fails_the_task_before_anything_is_asked(
    whop: WhopEmulator, sentence: str, arguments: Any
) -> None:
    with pytest.raises(AirflowFailException, match=sentence):
        run(WhopListMessagesOperator, channel_id="exp_lounge", **arguments)
    assert 0 == len(whop.requests)


def test_an_unknown_channel_fails_the_task_at_once() -> None:
    with pytest.raises(AirflowFailException, match="no channel_id 'exp_nowhere'"):
        run(WhopListMessagesOperator, channel_id="exp_nowhere")


def test_channels_are_listed_for_the_connections_company() -> None:
    assert ["chat_feed_announcements", "chat_feed_lounge"] == run(WhopListChannelsOperator)
    assert ["chat_feed_announcements"] == run(WhopListChannelsOperator, company_id="biz_emulator", limit=1)
    assert [] == run(WhopListChannelsOperator, product_id="prod_1")


def test_their_settings_are_given_where_they_are_asked_for(whop: WhopEmulator) -> None:
    whop.set_rules("exp_lounge", ban_urls=True)
    assert [False, True] == [one["ban_urls"] for one in run(WhopListChannelsOperator, include_settings=True)]


def test_another_company_fails_the_task_at_once() -> None:
    with pytest.raises(AirflowFailException, match="no company_id 'biz_other'"):
        run(WhopListChannelsOperator, company_id="biz_other")
