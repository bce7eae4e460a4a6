"""The connection type in a real Airflow 3.3: its form, and the test button's call under a passing connection id."""

from __future__ import annotations

import json
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.get_provider_info import CONNECTION_FIELDS
from real_airflow import RealAirflow


def test_the_form_is_known_by_its_name_with_all_its_fields(airflow: RealAirflow) -> None:
    (form,) = (form for form in airflow.api("GET", "/ui/connections/hook_meta") if form["connection_type"] == "whop")
    assert "Whop" == form["hook_name"]
    assert set(CONNECTION_FIELDS) == set(form["extra_fields"])
    password = form["standard_fields"]["password"]
    assert (password["title"], password["hidden"]) == ("API key", False)
    assert form["standard_fields"]["login"]["hidden"] is True


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({}, True, "Connected to Emulator Inc. (biz_emulator), with all chat permissions."),
        ({"password": "apik_e2e_stale"}, False, "Whop does not accept the API key of this connection (HTTP 401"),
        ({"password": ""}, False, "There is no API key in this connection: put it into the password field."),
        ({"host": "http://whop.example"}, False, "The API key would travel unencrypted to http://whop.example"),
    ],
)
def test_the_test_button_tells_in_one_sentence(
    airflow: RealAirflow, shared_whop: WhopEmulator, changes: dict[str, Any], status: bool, message: str
) -> None:
    connection = {**json.loads(shared_whop.connection), "connection_id": "never_saved", **changes}
    connection["extra"] = json.dumps(connection["extra"])
    before = len(shared_whop.messages("exp_lounge"))
    answer = airflow.api("POST", "/api/v2/connections/test", connection)
    assert status is answer["status"]
    assert answer["message"].startswith(message)
    assert "apik_e2e" not in answer["message"]
    assert before == len(shared_whop.messages("exp_lounge"))
