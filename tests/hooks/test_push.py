"""A push within a running task: written down around each attempt, known to the next try, apart from the messages."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException

from airflow_provider_whop.api.errors import WhopAmbiguous, WhopInvalidArgument
from airflow_provider_whop.api.notifications import create_notification
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from running_task import RunningTask
from sender import LOST

pytestmark = pytest.mark.usefixtures("connection")
LOUNGE: Any = {"experience_id": "exp_lounge"}


@pytest.fixture
def task(monkeypatch: pytest.MonkeyPatch) -> RunningTask:
    """A task on an Airflow that has a store."""
    return RunningTask(monkeypatch)


def push(content: str = "Look!", **options: Any) -> bool:
    hook = WhopHook()
    try:
        return hook.send_push_notification("Late", content, **{**LOUNGE, **options}).success
    finally:
        hook.close()


def test_outside_a_task_it_is_pushed_for_the_first_time(whop: WhopEmulator) -> None:
    assert [True, True] == [push(), push()]
    assert 2 == len(whop.notifications())


def test_any_call_can_be_awaited(whop: WhopEmulator) -> None:
    async def awaited() -> bool:
        hook = WhopHook()
        pushed = await hook.asend(create_notification("Late", "Look!", **LOUNGE))
        await hook.aclose()
        return pushed.success

    assert asyncio.run(awaited()) is True
    assert 1 == len(whop.notifications())


def test_without_an_audience_it_goes_to_the_connections_company(whop: WhopEmulator) -> None:
    push(experience_id=None)
    assert [{"title": "Late", "content": "Look!", "company_id": "biz_emulator"}] == whop.notifications()


def test_without_any_company_it_goes_to_nobody(whop: WhopEmulator, connection: Callable[..., None]) -> None:
    connection(json.dumps({**json.loads(whop.connection), "extra": {}}))
    with pytest.raises(WhopInvalidArgument, match=r"Nobody to push to: pass experience_id .* of connection 'whop_d"):
        push(experience_id=None)
    assert [] == whop.requests


def test_a_later_try_pushes_nothing_again(task: RunningTask, whop: WhopEmulator) -> None:
    push()
    assert ["pending", "sent"] == [record["state"] for record in task.kept]
    task.next_try()
    assert push() is True
    assert 1 == len(whop.notifications())


def test_in_doubt_the_task_ends_for_good_and_its_note_stays(task: RunningTask, whop: WhopEmulator) -> None:
    whop.misbehave("createNotification", **LOST)
    with pytest.raises(AirflowFailException, match="may have been delivered or not") as raised:
        push()
    assert isinstance(raised.value, WhopAmbiguous)
    assert "pending" == task.kept[-1]["state"]
    task.next_try()
    with pytest.raises(WhopAmbiguous):
        push()
    assert 1 == len(whop.notifications()) == len(whop.requests)


def test_what_airflow_does_not_write_down_is_not_pushed(
    task: RunningTask, whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise EOFError

    monkeypatch.setattr(task, "set", gone)
    with pytest.raises(AirflowException, match="this try of the task sends nothing more"):
        push()
    assert [] == whop.requests


def test_pushes_and_messages_of_a_task_are_counted_apart(task: RunningTask, whop: WhopEmulator) -> None:
    push("first")
    message = task.send("hi")
    task.next_try()
    assert message.id == task.send("hi").id
    assert [True, True] == [push("first"), push("second")]
    assert ["first", "second"] == [pushed["content"] for pushed in whop.notifications()]


def test_a_key_of_a_push_is_none_of_a_message(task: RunningTask, whop: WhopEmulator) -> None:
    push("first", key="report")
    assert "sent" == task.send("hi", key="report").delivery
    task.next_try()
    push("rendered anew", key="report")
    assert ["first"] == [pushed["content"] for pushed in whop.notifications()]


def test_another_push_in_the_place_of_an_unnamed_one_is_refused(task: RunningTask, whop: WhopEmulator) -> None:
    push("first")
    task.next_try()
    with pytest.raises(WhopAmbiguous, match="key of its own"):
        push("second")
    assert 1 == len(whop.notifications())


def test_before_airflow_3_3_a_retry_pushes_only_where_twice_is_better_than_never(
    monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator
) -> None:
    old = RunningTask(monkeypatch, stored=False).context
    monkeypatch.setattr("airflow_provider_whop.hooks.send.get_current_context", lambda: old)
    old["ti"].try_number = 2
    with pytest.raises(WhopAmbiguous, match=r"before Airflow 3\.3"):
        push(key="report")
    assert [] == whop.requests
    push(key="report", on_ambiguous="resend")
    assert 1 == len(whop.notifications())


def test_the_choice_has_two_words() -> None:
    with pytest.raises(WhopInvalidArgument, match="on_ambiguous: Input should be 'fail' or 'resend'"):
        push(on_ambiguous="reconcile")
