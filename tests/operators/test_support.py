"""The operator that opens support channels, against the emulator."""

from __future__ import annotations

import json
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.operators.support import WhopOpenSupportChannelOperator

pytestmark = pytest.mark.usefixtures("connection")


def run(context: dict[str, Any] | None = None, **arguments: Any) -> dict[str, Any]:
    operator = WhopOpenSupportChannelOperator(task_id="open", **arguments)
    operator.render_template_fields(context or {})
    return operator.execute(context or {})


def test_the_channel_of_a_user_is_opened_and_returned_as_json() -> None:
    channel = run(user_id="ada")
    assert "ada" == channel["customer_user"]["username"]
    assert channel == json.loads(json.dumps(channel))


def test_opening_it_again_finds_it() -> None:
    assert run(user_id="ada")["id"] == run(user_id="ada")["id"]


def test_every_argument_is_a_template(whop: WhopEmulator) -> None:
    company = json.loads(whop.connection)["extra"]["company_id"]
    context = {"who": "ben", "company": company, "name": "Refund", "yes": True, "conn": "whop_default"}
    run(
        context,
        user_id="{{ who }}",
        company_id="{{ company }}",
        custom_name="{{ name }}",
        notifications_enabled="{{ yes }}",
        whop_conn_id="{{ conn }}",
    )
    sent = json.loads(whop.requests[0].body or b"")
    assert {"company_id": company, "user_id": "ben", "custom_name": "Refund", "notifications_enabled": True} == sent


def test_a_message_can_be_posted_to_it(whop: WhopEmulator) -> None:
    channel = run(user_id="ada")["id"]
    WhopSendMessageOperator(task_id="send", channel_id=channel, content="How can we help?").execute({})
    assert ["How can we help?"] == [message["content"] for message in whop.messages(channel)]


def test_nobody_of_that_name_is_told() -> None:
    with pytest.raises(AirflowFailException, match="nobody_of_that_name"):
        run(user_id="nobody_of_that_name")
