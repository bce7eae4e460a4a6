"""example_auto_acknowledge on a real Airflow: a customer's message starts it; one answer for each silence, no echo."""

from __future__ import annotations

import json
from typing import Any

import pytest

from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow
from started import WORDS, Started, answers, logs_with


def looks(whop: WhopEmulator) -> int:
    return sum(request.operation == "listSupportChannels" for request in whop.requests)


@pytest.fixture(scope="module")
def started(airflow: RealAirflow) -> Started:
    return Started(airflow, "example_auto_acknowledge", "example_inbox")


@pytest.fixture(scope="module")
def written(started: Started, shared_whop: WhopEmulator) -> list[dict[str, Any]]:
    """Two messages at once, a third when they are answered, and looks after that, which see the answer too."""
    dora = shared_whop.add_customer("dora")
    with started.watched():
        messages = [shared_whop.customer_writes(dora, WORDS) for _ in range(2)]
        started.await_handled(messages[-1])
        messages.append(shared_whop.customer_writes(dora, WORDS))
        started.await_handled(messages[-1])
        seen = looks(shared_whop)
        started.airflow.wait_until(lambda: looks(shared_whop) > seen + 2, 60, "the triggerer looks no more")
        started.await_handled(messages[-1])
    return messages


def test_a_conversation_is_answered_once_in_a_silence(written: Any, shared_whop: WhopEmulator) -> None:
    answered = [message["content"] for message in answers(shared_whop, written[0]["channel_id"])]
    assert ["Thank you, we have read this. A person answers you today."] == answered


def test_each_message_is_given_to_one_run_and_the_answer_to_none(written: Any, started: Started) -> None:
    assert sorted(message["id"] for message in written) == sorted(started.given())
    assert {"asset_triggered"} == {run["run_type"] for run in started.airflow.runs(started.dag_id)}


def test_the_answer_does_not_ring(written: Any, started: Started) -> None:
    told = {message["id"] for event in started.events() for message in event["messages"]}
    assert told
    assert set() == told - {message["id"] for message in written}


@pytest.mark.usefixtures("written")
def test_no_log_and_no_event_holds_what_the_customer_wrote(airflow: RealAirflow, started: Started) -> None:
    assert [] == logs_with(airflow, WORDS)
    assert WORDS not in json.dumps(started.events())
