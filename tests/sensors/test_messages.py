"""The sensors against the emulator: what a run is given, and what none is given twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import (
    AirflowException,
    AirflowFailException,
    AirflowSensorTimeout,
    AirflowSkipException,
    TaskDeferred,
)

from airflow_provider_whop.api.errors import WhopBroken
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.sensors.messages import WhopMessageSensor
from airflow_provider_whop.sensors.support import WhopSupportMessageSensor
from airflow_provider_whop.sensors.waiting import TOO_LATE
from kept_variables import Variables
from one_look import sensor

Run = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.usefixtures("connection")


def ids(given: Any) -> list[str]:
    return [message["id"] for message in given["messages"]]


def test_a_run_is_given_what_customers_wrote(whop: WhopEmulator, run: Run) -> None:
    context = run(1)
    assert sensor().poke(context) is False
    written = whop.customer_writes("ada", "help")
    given = sensor().execute(context)
    assert [written["id"]] == ids(given)
    assert given == json.loads(json.dumps(given))
    assert "help" not in json.dumps(given)


def test_the_next_run_is_given_what_came_after(whop: WhopEmulator, run: Run) -> None:
    sensor().poke(run(1))
    first = whop.customer_writes("ada", "one")
    assert [first["id"]] == ids(sensor().execute(run(1)))
    second = whop.customer_writes("ada", "two")
    assert [second["id"]] == ids(sensor().execute(run(2)))


def test_a_cleared_run_is_given_its_own_again(whop: WhopEmulator, run: Run) -> None:
    sensor().poke(run(1))
    given = {}
    for number in (1, 2):
        whop.customer_writes("ada", f"question {number}")
        given[number] = sensor().execute(run(number))
    assert ids(given[1]) == ids(sensor().execute(run(1)))


def test_a_cleared_run_does_not_wait_for_what_was_deleted_since_and_reports_it(
    whop: WhopEmulator, run: Run, logged: Callable[[], str]
) -> None:
    sensor().poke(run(1))
    written = whop.customer_writes("ada", "never mind")
    first = sensor().execute(run(1))
    assert ([written["id"]], []) == (ids(first), first["deleted"])
    WhopHook().delete_message(written["id"])
    for _ in range(2):
        again = sensor().execute(run(1))
        assert ([], [written["id"]]) == (ids(again), again["deleted"])
    assert f"deleted since this run was given them: ['{written['id']}']" in logged()


def test_a_message_is_called_deleted_only_where_its_channel_could_be_read(whop: WhopEmulator, run: Run) -> None:
    sensor().poke(run(1))
    kept, other = (whop.customer_writes(who, "help") for who in ("ada", "ben"))
    sensor().execute(run(1))
    whop.misbehave("listMessages", status=403)
    again = sensor().execute(run(1))
    assert ([kept["id"]], [other["channel_id"]], []) == (ids(again), again["skipped"], again["deleted"])


def test_what_a_failed_run_waited_for_is_given_to_the_next(whop: WhopEmulator, run: Run) -> None:
    with pytest.raises(Exception, match="timed out"):
        sensor().execute(run(1))
    written = whop.customer_writes("ada", "late")
    assert [written["id"]] == ids(sensor().execute(run(2)))


def test_a_worker_that_pokes_keeps_one_connection_for_the_whole_wait(whop: WhopEmulator, run: Run) -> None:
    with pytest.raises(Exception, match="timed out"):
        sensor(timeout=2.0).execute(run(1))
    assert len(whop.requests) > 2
    assert 1 == len({entry.peer for entry in whop.requests})


def test_a_worker_that_pokes_reads_what_does_not_count_once(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "hello")
    time.sleep(1.1)  # Whop tells its time in whole seconds
    waiting = sensor(since="2026-01-01T00:00:00Z", matching="refund", overlap=0)
    assert [False] * 5 == [waiting.poke(run(1)) for _ in range(5)]
    assert 1 == sum(entry.operation == "listMessages" for entry in whop.requests)
    written = whop.customer_writes("ada", "a refund, please")["id"]
    given = waiting.execute(run(1))
    assert ([written], "2026-01-01T00:00:00Z") == (ids(given), given["interval"]["since"]["at"])


def test_two_runs_at_once_are_refused(run: Run) -> None:
    sensor().poke(run(1))
    with pytest.raises(AirflowFailException, match=r"under way \(run 1\).*max_active_runs=1"):
        sensor().poke(run(2, others={"run 1": "running"}))
    assert sensor().poke(run(2, others={"run 1": "failed"})) is False


def test_mapped_sensors_do_not_share_an_interval(whop: WhopEmulator, run: Run, variables: Variables) -> None:
    asked = ({"whose": "customer"}, {"whose": "anyone"})
    for map_index, question in enumerate(asked):
        sensor(**question).poke(run(1, map_index=map_index))
    whop.customer_writes("ada", "help")
    for map_index, question in enumerate(asked):
        assert 1 == len(ids(sensor(**question).execute(run(1, map_index=map_index))))
    assert 2 == len(variables.begun_with("whop_sensor"))


def test_texts_are_given_where_asked_for(whop: WhopEmulator, run: Run) -> None:
    sensor().poke(run(1))
    whop.customer_writes("ada", "help")
    assert "help" == sensor(include_content=True).execute(run(1))["messages"][0]["content"]


def test_since_is_where_a_run_begins(whop: WhopEmulator, run: Run) -> None:
    written = whop.customer_writes("ada", "before")
    assert [written["id"]] == ids(sensor(since="2026-01-01T00:00:00Z").execute(run(1)))


def test_a_chat_channel_is_waited_for_too(whop: WhopEmulator, run: Run) -> None:
    waiting = sensor(WhopMessageSensor, channel_ids="exp_lounge")
    waiting.poke(run(1))
    written = whop.member_writes("exp_lounge", "ada", "hi all")
    assert [written["id"]] == ids(waiting.execute(run(1)))


def test_a_deferred_sensor_hands_over_all_that_the_trigger_needs(whop: WhopEmulator, run: Run) -> None:
    with pytest.raises(TaskDeferred) as deferred:
        sensor(deferrable=True).execute(run(1))
    _, arguments = deferred.value.trigger.serialize()
    assert arguments == json.loads(json.dumps(arguments))
    assert whop.key not in json.dumps(arguments)
    assert "execute_complete" == deferred.value.method_name


def test_a_deferred_sensor_waits_as_long_as_often_and_for_whom_it_was_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_OTHER", whop.connection)
    told = {"overlap": 3.0, "poke_interval": 7, "timeout": 60, "whop_conn_id": "other"}
    with pytest.raises(TaskDeferred) as deferred:
        sensor(deferrable=True, **told).execute(run(1))
    expected = {"overlap": 3.0, "poll_interval": 7.0, "whop_conn_id": "other"}
    assert expected.items() <= deferred.value.trigger.serialize()[1].items()
    assert timedelta(seconds=60) == deferred.value.timeout


def test_what_a_run_may_ask_differently_is_a_template() -> None:
    assert {
        "company_id",
        "channel_ids",
        "since",
        "customer_user_ids",
        "message_types",
        "matching",
        "whop_conn_id",
    } == set(WhopSupportMessageSensor.template_fields)


def test_the_texts_of_an_event_are_read_by_the_worker(whop: WhopEmulator, run: Run) -> None:
    kept, gone = (whop.customer_writes("ada", text) for text in ("kept", "gone"))
    given = sensor(since="2026-01-01T00:00:00Z").execute(run(1))
    WhopHook().delete_message(gone["id"])
    event = {"status": "success", "news": given}
    completed = sensor(include_content=True).execute_complete(run(1), event)
    assert [(kept["id"], "kept")] == [(message["id"], message["content"]) for message in completed["messages"]]


def test_what_ended_the_wait_ends_the_task(run: Run) -> None:
    with pytest.raises(AirflowFailException, match="no permission"):
        sensor().execute_complete(run(1), {"status": "error", "message": "no permission"})


def test_what_may_pass_is_left_to_the_tasks_retries_though_the_wait_has_ended_on_it(run: Run) -> None:
    with pytest.raises(AirflowException, match="HTTP 503") as failed:
        sensor().execute_complete(run(1), {"status": "error", "message": "HTTP 503", "permanent": False})
    assert not isinstance(failed.value, AirflowFailException)


@pytest.mark.parametrize("told", TOO_LATE)
def test_a_wait_in_vain_in_the_triggerer_ends_as_in_the_other_modes(run: Run, told: str) -> None:
    with pytest.raises(AirflowSensorTimeout):
        sensor().resume_execution("__fail__", {"error": told}, run(1))
    for soft in ("soft_fail", "never_fail"):
        with pytest.raises(AirflowSkipException, match=r"Nothing new in 0\.2 seconds"):
            sensor(**{soft: True}).resume_execution("__fail__", {"error": told}, run(1))


@pytest.mark.parametrize("deferrable", [False, True])
@pytest.mark.parametrize("soft", ["soft_fail", "never_fail"])
def test_what_fails_for_good_skips_a_sensor_that_is_not_to_fail(run: Run, soft: str, deferrable: bool) -> None:
    with pytest.raises(AirflowSkipException):
        sensor(since="yesterday", deferrable=deferrable, **{soft: True}).execute(run(1))


@pytest.mark.usefixtures("naps")
@pytest.mark.parametrize("deferrable", [False, True])
@pytest.mark.parametrize(("soft", "outcome"), [("soft_fail", WhopBroken), ("never_fail", AirflowSkipException)])
def test_what_may_pass_is_left_to_the_retries_of_a_sensor_that_may_fail(
    whop: WhopEmulator, run: Run, soft: str, outcome: type[Exception], deferrable: bool
) -> None:
    whop.misbehave("listSupportChannels", status=500, times=6)
    with pytest.raises(outcome):
        sensor(deferrable=deferrable, **{soft: True}).execute(run(1))


@pytest.mark.usefixtures("naps")
@pytest.mark.parametrize(("deferrable", "outcome"), [(False, AirflowSensorTimeout), (True, TaskDeferred)])
def test_a_first_look_that_fails_does_not_end_a_sensor_that_is_to_fail_silently(
    whop: WhopEmulator, run: Run, deferrable: bool, outcome: type[BaseException]
) -> None:
    whop.misbehave("listSupportChannels", status=500, times=6)
    with pytest.raises(outcome):
        sensor(deferrable=deferrable, silent_fail=True).execute(run(1))


@pytest.mark.parametrize("soft", ["soft_fail", "never_fail"])
def test_what_ended_the_wait_skips_a_sensor_that_is_not_to_fail(run: Run, soft: str) -> None:
    resumed = {"event": {"status": "error", "message": "no permission"}}
    with pytest.raises(AirflowSkipException):
        sensor(**{soft: True}).resume_execution("execute_complete", resumed, run(1))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"since": "2026-01-01T09:00:00"}, "since must be a time with its time zone"),
        ({"since": "yesterday"}, "since must be a time with its time zone"),
        ({"matching": "("}, "matching: this is no regular expression"),
        ({"channel_ids": ["feed_nowhere"]}, "feed_nowhere"),
        ({"overlap": -1}, "overlap must be a number of seconds"),
        ({"whose": "nobody"}, "whose: "),
    ],
)
def test_what_cannot_be_asked_ends_the_task_with_a_sentence(run: Run, arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AirflowFailException, match=sentence):
        sensor(**arguments).poke(run(1))


def test_a_company_has_to_be_known(run: Run, connection: Any, whop: WhopEmulator) -> None:
    known = json.loads(whop.connection)
    known["extra"].pop("company_id", None)
    connection(json.dumps(known))
    with pytest.raises(AirflowFailException, match="No company to list for"):
        sensor().poke(run(1))


def test_channels_have_to_be_named_where_there_is_no_inbox(run: Run) -> None:
    with pytest.raises(AirflowFailException, match="channel_ids of wait is empty"):
        sensor(WhopMessageSensor).poke(run(1))


def test_a_poke_interval_of_zero_is_refused_in_the_dag_file() -> None:
    with pytest.raises(ValueError, match="poke_interval must be more than 0 seconds"):
        sensor(poke_interval=0)
