"""Which run of a sensor is given which messages, where questions differ, processes die and people give odd times."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.sensors.intervals import UNDER_WAY
from airflow_provider_whop.sensors.messages import WhopMessageSensor
from kept_variables import Variables
from one_look import found, sensor

Run = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.usefixtures("connection")


def test_a_channel_that_only_some_runs_ask_for_loses_nothing_to_the_others(whop: WhopEmulator, run: Run) -> None:
    def asks(number: int, channel: str) -> list[str]:
        return found(sensor(WhopMessageSensor, channel_ids=[channel], overlap=0), run(number))

    first, other = (whop.customer_writes(who, "one") for who in ("ada", "ben"))
    assert [first["id"]] == asks(1, first["channel_id"])
    between = whop.customer_writes("ada", "two")["id"]
    time.sleep(1.1)  # Whop tells its time in whole seconds
    assert [whop.customer_writes("ben", "two")["id"]] == asks(2, other["channel_id"])[-1:]
    assert [between] == asks(3, first["channel_id"])


def test_a_question_is_the_same_in_whatever_order_it_is_put(whop: WhopEmulator, run: Run, variables: Variables) -> None:
    ada, ben = (whop.customer_writes(who, "before")["channel_id"] for who in ("ada", "ben"))
    for number, channels in enumerate(([ada, ben], [ben, ada], [ben, ada, ben])):
        found(sensor(WhopMessageSensor, channel_ids=channels), run(number, map_index=0))
    assert 1 == len(variables.begun_with("whop_sensor"))


@pytest.mark.parametrize("state", ["failed", "skipped", "upstream_failed"])
def test_what_a_sensor_had_in_hand_that_ended_in_vain_is_given_to_the_next_run(
    whop: WhopEmulator, run: Run, state: str
) -> None:
    """A run that is timed out or marked as failed has its tasks skipped where they run or are to be tried again."""
    sensor().poke(run(1))
    lost = [whop.customer_writes("ada", "one")["id"]]
    assert lost == found(sensor(), run(1))  # and is killed before Airflow has the result
    lost += [whop.customer_writes("ada", "two")["id"]]
    assert lost == found(sensor(), run(2, others={"run 1": state}))  # and this one too
    assert lost == found(sensor(), run(3, others={"run 1": state, "run 2": state}))
    assert [] == found(sensor(), run(4, others={"run 1": state, "run 2": state, "run 3": "success"}))


def test_a_mapped_sensor_that_failed_is_known_by_the_number_that_it_had_then(whop: WhopEmulator, run: Run) -> None:
    sensor().poke(run(1, map_index=3))
    written = whop.customer_writes("ada", "one")["id"]
    assert [written] == found(sensor(), run(1, map_index=3))
    later, asked = run(2, others={"run 1": "success"}, map_index=0), []
    states = later["ti"].get_task_states
    later["ti"].get_task_states = lambda **told: asked.append(told["map_index"]) or states(**told)
    assert [] == found(sensor(), later)
    assert [3] == asked


@pytest.mark.parametrize("state", sorted(UNDER_WAY))
def test_a_run_is_refused_while_the_sensor_of_another_is_in_any_state_but_an_ended_one(run: Run, state: str) -> None:
    sensor().poke(run(1))
    with pytest.raises(AirflowFailException, match="Another run of this sensor is under way"):
        sensor().poke(run(2, others={"run 1": state}))


def test_the_states_of_a_sensor_under_way_are_airflows() -> None:
    assert {
        "scheduled",
        "queued",
        "running",
        "restarting",
        "deferred",
        "up_for_retry",
        "up_for_reschedule",
    } == UNDER_WAY


@pytest.mark.parametrize("ahead", [timedelta(minutes=6), timedelta(days=3650)])
def test_a_since_that_is_to_come_is_refused_and_stands_in_no_later_runs_way(
    whop: WhopEmulator, run: Run, ahead: timedelta
) -> None:
    with pytest.raises(AirflowFailException, match=r"^since must be a time that has come, not '2"):
        sensor(since=(datetime.now(UTC) + ahead).isoformat()).poke(run(1))
    sensor(since=(datetime.now(UTC) + timedelta(minutes=1)).isoformat()).poke(run(1))
    assert [] == found(sensor(), run(2))
    written = whop.customer_writes("ada", "help")["id"]
    assert [written] == found(sensor(), run(2))


def test_a_since_that_renders_to_another_time_when_the_wait_goes_on_keeps_the_first(
    whop: WhopEmulator, run: Run
) -> None:
    began = datetime.now(UTC)
    waiting = sensor(since=began.isoformat())
    waiting.poke(run(1))
    written = whop.customer_writes("ada", "help")["id"]
    assert waiting._look is not None
    event = {"status": "success", "news": waiting._look.news().model_dump(mode="json")}
    resumed = sensor(since=(began + timedelta(minutes=1)).isoformat())
    assert [written] == [message["id"] for message in resumed.execute_complete(run(1), event)["messages"]]


@pytest.mark.parametrize("kept", ['"words"', "[1]", '{"shares": 5}', '{"shares": [{"run_id": "x"}]}'])
def test_a_variable_that_holds_something_else_is_named_in_a_sentence(run: Run, variables: Variables, kept: str) -> None:
    sensor().poke(run(1))
    (key,) = variables.begun_with("whop_sensor")
    variables[key] = kept
    with pytest.raises(
        RuntimeError, match=rf"^Airflow's Variable {key} holds no intervals .* delete it to begin anew\.$"
    ):
        sensor().poke(run(2))


def test_a_run_that_was_told_where_to_begin_and_failed_all_the_same_says_nothing_of_where_others_do(
    whop: WhopEmulator, run: Run
) -> None:
    whop.customer_writes("ada", "long ago")
    first, second = run(1), run(2, others={"run 1": "failed"})
    time.sleep(0.002)  # Whop's times are in milliseconds
    first["dag_run"].run_after = second["dag_run"].run_after = datetime.now(UTC)
    time.sleep(0.002)
    written = [whop.customer_writes("ada", "since then")["id"]]
    assert 2 == len(found(sensor(since="2026-01-01T00:00:00Z"), first))
    assert written == found(sensor(), second)


def test_no_sensor_succeeds_whose_end_airflow_has_not_kept(whop: WhopEmulator, run: Run, variables: Variables) -> None:
    """It would give its messages to the next run as well; its retry gives them again instead."""
    sensor().poke(run(1))
    written = [whop.customer_writes("ada", "one")["id"]]
    variables.deaf = True
    with pytest.raises(RuntimeError, match="was not kept"):
        sensor().poke(run(1))
    variables.deaf = False
    assert written == found(sensor(), run(1))
    assert [] == found(sensor(), run(2, others={"run 1": "success"}))


def test_no_sensor_waits_whose_beginning_airflow_has_not_kept(run: Run, variables: Variables) -> None:
    """The run after it would begin where it itself does, and what was written in between be lost."""
    sensor().poke(run(1))
    variables.pop(*variables.begun_with("whop_sensor"))
    variables.deaf = True
    with pytest.raises(RuntimeError, match="was not kept"):
        sensor().poke(run(1))
