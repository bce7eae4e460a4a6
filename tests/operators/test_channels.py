"""The update-channel operator against the emulator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_whop.api.channels import ChannelSettings
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.channels import SETTINGS, WhopUpdateChannelOperator

pytestmark = pytest.mark.usefixtures("connection")


def run(context: dict[str, Any] | None = None, **arguments: Any) -> dict[str, Any]:
    """Render the operator's templates and execute it, as a task would."""
    operator = WhopUpdateChannelOperator(task_id="update", **{"channel_id": "exp_lounge", **arguments})
    operator.render_template_fields(context or {})
    return operator.execute(context or {})


def test_the_operator_takes_all_settings_there_are() -> None:
    assert set(ChannelSettings.model_fields) == set(SETTINGS)
    assert {"channel_id", *SETTINGS, "whop_conn_id"} == set(WhopUpdateChannelOperator.template_fields)


def test_what_changed_is_returned_as_json(whop: WhopEmulator) -> None:
    returned = run(banned_words=["spam"], user_posts_cooldown_seconds=10, who_can_react="everyone")
    assert returned["changed"] == {
        "banned_words": {"before": [], "after": ["spam"]},
        "user_posts_cooldown_seconds": {"before": None, "after": 10},
    }
    assert (returned["channel_id"], returned["channel"]["id"]) == ("exp_lounge", "chat_feed_lounge")
    assert returned == json.loads(json.dumps(returned))
    assert [entry.operation for entry in whop.requests] == ["retrieveChatChannel", "updateChatChannel"]


def test_running_again_sends_nothing(whop: WhopEmulator) -> None:
    run(ban_urls=True)
    whop.forget_requests()
    assert run(ban_urls=True)["changed"] == {}
    assert [entry.method for entry in whop.requests] == ["GET"]


def test_settings_are_templates() -> None:
    returned = run({"on": True, "gap": 30, "word": "scam"}, ban_media="{{ on }}", user_posts_cooldown_seconds="{{ gap }}", banned_words=["{{ word }}"])  # fmt: skip  # noqa: E501
    assert tuple(
        returned["channel"][name] for name in ("ban_media", "user_posts_cooldown_seconds", "banned_words")
    ) == (True, 30, ["scam"])


def test_a_value_that_only_whop_can_judge_is_passed_on(whop: WhopEmulator) -> None:
    assert "members_only" == run(who_can_post="members_only")["channel"]["who_can_post"]
    whop.forget_requests()  # the OpenAPI file has the reference's values, the seeds' guide has this one


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        (
            "user_posts_cooldown_seconds: Input should be greater than or equal to 0",
            {"user_posts_cooldown_seconds": -1},
        ),
        ("banned_words: Input should be a valid list", {"banned_words": "spam"}),
    ],
)
def test_a_wrong_setting_fails_the_task_before_anything_is_sent(
    whop: WhopEmulator, sentence: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(AirflowFailException, match=sentence):
        run(**arguments)
    assert 0 == len(whop.requests)


def test_no_setting_at_all_fails_the_task(whop: WhopEmulator) -> None:
    with pytest.raises(AirflowFailException, match="no setting was given"):
        run()
    assert 0 == len(whop.requests)
