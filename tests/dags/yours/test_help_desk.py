"""Tests of a DAG that hears customers, with a fixture: what Whop holds, what it refuses, what it was asked."""

import pytest
from example_help_desk import dag

from airflow_provider_whop.emulator import WhopEmulator

SINCE = {"since": "2026-01-01T00:00:00Z"}


@pytest.fixture
def whop(monkeypatch):
    with WhopEmulator() as emulator:
        monkeypatch.setenv("AIRFLOW_CONN_WHOP_DEFAULT", emulator.connection)
        yield emulator


def test_each_conversation_is_answered_once(whop):
    for text in ("Hello?", "Is anybody there?"):
        channel_id = whop.customer_writes("ada", text)["channel_id"]
    assert dag.test(run_conf=SINCE).state == "success"
    assert "Thank you! A person answers you today." == whop.messages(channel_id)[-1]["content"]
    assert 3 == len(whop.messages(channel_id))


def test_it_waits_as_long_as_whop_asks(whop):
    whop.customer_writes("ben", "Hello?")
    whop.misbehave("listSupportChannels", status=429, headers={"Retry-After": "1"})
    assert dag.test(run_conf=SINCE).state == "success"
    assert 429 in [entry.status for entry in whop.requests]
