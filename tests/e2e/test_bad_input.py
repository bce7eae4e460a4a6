"""What a person reads in the real task log when something is wrong, and what Airflow does about it."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow

BadInput = tuple[RealAirflow, str, dict[str, dict[str, Any]]]

FOR_GOOD = {
    "no_key": "There is no API key in connection 'whop_no_key': put it into the password field.",
    "wrong_key": (
        "Whop does not accept the API key of connection 'whop_wrong_key' (HTTP 401, unauthorized, The API key is "
        "missing or wrong): check its password, and that a sandbox key goes with the environment sandbox."
    ),
    "no_permission": (
        "The API key of connection 'whop_no_permission' lacks the permission chat:message:create for createMessage "
        "(HTTP 400): add it to the key at Whop; an app has to be installed anew after that."
    ),
    "unknown_channel": (
        "Whop knows no channel_id 'exp_nowhere' that the key of connection 'whop_default' may see (HTTP 404, "
        "not_found, The channel was not found): check channel_id."
    ),
    "renders_empty": "content: the text is empty, and there is neither a poll nor an attachment.",
    "poll_ids": 'poll.options: the ids of the options must be "1", "2", … in order, as texts.',
    "negative_cooldown": "user_posts_cooldown_seconds: Input should be greater than or equal to 0.",
    "no_company": (
        "No company to list for: pass company_id (biz_…), or set company_id in the extra of connection "
        "'whop_no_company'."
    ),
    "plain_http": (
        "The API key would travel unencrypted to http://whop.example: use https:// in the host of connection "
        "'whop_plain_http', or set \"allow_http\": true in its extra if that is meant."
    ),
}
MAY_PASS = {
    "missing": "Airflow has no connection 'whop_missing': add one of type whop, with the API key as its password.",
    "dead_port": "No answer from 127.0.0.1:",
    "web_site": "with a web page (HTTP 200), not as Whop's API does: check the host of connection 'whop_web_site'.",
}


def last_words(lines: list[dict[str, Any]]) -> str:
    """Give the last line of a task's log that is not one of Airflow's own folding marks."""
    said = [line for line in lines if not line["event"].startswith("::")]
    return said[-1]["error_detail"][-1]["exc_value"] if said[-1].get("error_detail") else said[-1]["event"]


def test_every_bad_input_is_tried(bad_input: BadInput) -> None:
    assert {*FOR_GOOD, *MAY_PASS} == set(bad_input[2])


@pytest.mark.parametrize("name", FOR_GOOD)
def test_a_permanent_refusal_ends_the_task_at_once_with_one_clear_sentence(bad_input: BadInput, name: str) -> None:
    airflow, run_id, tasks = bad_input
    assert (tasks[name]["state"], tasks[name]["try_number"]) == ("failed", 1)
    assert FOR_GOOD[name] == last_words(airflow.log("bad_input", run_id, name))


@pytest.mark.parametrize("name", MAY_PASS)
def test_what_may_pass_is_tried_again_and_told_each_time(bad_input: BadInput, name: str) -> None:
    airflow, run_id, tasks = bad_input
    assert (tasks[name]["state"], tasks[name]["try_number"]) == ("failed", 2)
    for attempt in (1, 2):
        assert MAY_PASS[name] in last_words(airflow.log("bad_input", run_id, name, attempt))


@pytest.mark.usefixtures("bad_input")
def test_none_of_it_reached_the_channel(shared_whop: WhopEmulator) -> None:
    assert not [m for m in shared_whop.messages("exp_lounge") if "bad input" in m["content"]]
