"""The notifier in the hands of Airflow's own callers of callbacks: what they make of one that cannot send."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from airflow.exceptions import AirflowOptionalProviderFeatureException
from airflow.providers.common.compat.sdk import DAG, BaseOperator

from airflow_provider_whop.api.delivery.marker import unmarked
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.notifications.whop import WhopNotifier
from examples import HERE

pytestmark = pytest.mark.usefixtures("connection")
ROOM = "exp_lounge"
PATH = f"{WhopNotifier.__module__}.{WhopNotifier.__qualname__}"
RUN = {"dag_id": "sales", "dag_run_id": "r", "start_date": datetime.now(UTC).isoformat()}
HANDED: dict[str, Any] = {"dag_run": RUN, "deadline": {"id": 1, "deadline_time": "2026-01-01T00:00:00Z"}}
MISSED = "**DAG `sales` has missed its deadline** in run `r`."


def needs(name: str) -> Any:
    """Give one of Airflow's own functions; older ones have it not, or elsewhere."""
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(import_module(module), attribute)
    except (ImportError, AttributeError, AirflowOptionalProviderFeatureException):
        return pytest.skip("This Airflow has it not")


def texts(whop: WhopEmulator) -> list[str]:
    return [unmarked(message["content"]) for message in whop.messages(ROOM)]


@pytest.mark.parametrize("name", ["refused key", "dead port"])
def test_the_next_callback_of_a_task_is_called_and_no_traceback_is_logged(
    wrong: Callable[[str], None], name: str, logged: Callable[[], str]
) -> None:
    run = needs("airflow.sdk.execution_time.task_runner._run_task_state_change_callbacks")
    wrong(name)
    called: list[Any] = []
    callbacks = [WhopNotifier(channel_id=ROOM, timeout=2.0), called.append]
    with DAG("sales", schedule=None) as dag:
        task = BaseOperator(task_id="load", on_failure_callback=callbacks)  # type: ignore[arg-type]
    ti = SimpleNamespace(
        dag_id="sales", run_id="r", task_id="load", map_index=-1, try_number=1, state="failed", log_url="http://log"
    )
    run(task, "on_failure_callback", {"dag": dag, "ti": ti, "outlet_events": None}, logging.getLogger("airflow.task"))
    said = logged()
    assert 1 == len(called) == said.count("The Whop notification failed: ")
    assert "Traceback" not in said


@pytest.mark.parametrize("failure", [True, False])
def test_a_dag_processor_that_calls_twice_posts_once(whop: WhopEmulator, failure: bool) -> None:
    execute = needs("airflow.dag_processing.processor._execute_dag_callbacks")
    request = import_module("airflow.callbacks.callback_requests").DagCallbackRequest(
        filepath="f", bundle_name="b", bundle_version=None, dag_id="sales", run_id="r", is_failure_callback=failure,
        msg="task_failure" if failure else "success",
    )  # fmt: skip
    for _ in range(2):
        notifier = WhopNotifier(channel_id=ROOM)
        dag = DAG("sales", schedule=None, on_failure_callback=notifier, on_success_callback=notifier)
        execute(SimpleNamespace(dags={"sales": dag}), request, _Silent())
    assert [f"**DAG `sales` {'failed' if failure else 'succeeded'}** in run `r`."] == texts(whop)


def died(began: datetime) -> Any:
    """Give what a scheduler sends where it finds that the process of a task is gone."""
    told = pytest.importorskip("airflow.api_fastapi.execution_api.datamodels.taskinstance", reason="Airflow 3 has it")
    of_later_ones = {"partition_key"} & told.DagRun.model_fields.keys()
    known = dict.fromkeys(("logical_date", "data_interval_start", "data_interval_end", "end_date", *of_later_ones))
    run = told.DagRun(
        dag_id="sales", run_id="r", run_after=began, start_date=began, run_type="manual", state="running",
        consumed_asset_events=[], **known,
    )  # fmt: skip
    ti = told.TaskInstance(
        id=UUID(int=1), dag_version_id=UUID(int=2), dag_id="sales", run_id="r", task_id="load", try_number=1
    )
    context = told.TIRunContext(dag_run=run, max_tries=0)
    return import_module("airflow.callbacks.callback_requests").TaskCallbackRequest(
        filepath="f", bundle_name="b", bundle_version=None, ti=ti, task_callback_type="failed", msg="gone",
        context_from_server=context,
    )  # fmt: skip


def test_a_dag_processor_that_calls_for_a_task_that_had_told_of_its_failure_posts_nothing_more(
    whop: WhopEmulator,
) -> None:
    execute = needs("airflow.dag_processing.processor._execute_task_callbacks")
    began = datetime.now(UTC)
    notifier = WhopNotifier(channel_id=ROOM)
    with DAG("sales", schedule=None) as dag:
        BaseOperator(task_id="load", on_failure_callback=notifier)
    ti = SimpleNamespace(
        dag_id="sales", run_id="r", task_id="load", map_index=-1, try_number=1, state="failed", log_url="http://log"
    )
    for _ in range(2):
        notifier({"dag": dag, "ti": ti, "dag_run": SimpleNamespace(start_date=began)})
        execute(SimpleNamespace(dags={"sales": dag}), died(began), _Silent())
    assert 1 == len(texts(whop))


def test_a_dag_processor_tells_of_a_task_whose_process_is_gone(whop: WhopEmulator) -> None:
    execute = needs("airflow.dag_processing.processor._execute_task_callbacks")
    with DAG("sales", schedule=None) as dag:
        BaseOperator(task_id="load", on_failure_callback=WhopNotifier(channel_id=ROOM))
    execute(SimpleNamespace(dags={"sales": dag}), died(datetime.now(UTC)), _Silent())
    (text,) = texts(whop)
    first, *link = text.splitlines()
    assert "**Task `load` of DAG `sales` failed** in run `r`, try 1." == first
    assert HERE == "3.0" or link[0].startswith("[Its log](http")  # where it tells its processor of no log


def deadline_trigger() -> Any:
    """Make the trigger that a missed deadline is; Airflow 3.1 calls it otherwise."""
    kwargs = {"channel_id": ROOM, "context": json.loads(json.dumps(HANDED))}
    for name in ("callback.CallbackTrigger", "deadline.DeadlineCallbackTrigger"):
        module, _, kind = name.partition(".")
        try:
            return getattr(import_module(f"airflow.triggers.{module}"), kind)(PATH, kwargs)
        except ImportError:
            continue
    return pytest.skip("There are deadlines from Airflow 3.1 on")


async def _events(trigger: Any) -> list[Any]:
    return [event.payload async for event in trigger.run()]


def test_a_triggerer_tells_of_a_missed_deadline(whop: WhopEmulator) -> None:
    last = asyncio.run(_events(deadline_trigger()))[-1]
    assert "success" in json.dumps(last)
    assert [MISSED] == texts(whop)


def test_a_triggerer_that_begins_anew_posts_once(whop: WhopEmulator) -> None:
    for _ in range(2):
        asyncio.run(_events(deadline_trigger()))
    assert [MISSED] == texts(whop)


def test_a_triggerer_notes_that_a_callback_has_failed_and_why(wrong: Callable[[str], None]) -> None:
    wrong("refused key")
    last = json.dumps(asyncio.run(_events(deadline_trigger()))[-1])
    assert "failed" in last
    assert "401" in last
    assert "sekret-key" not in last


def test_a_deadline_takes_the_class() -> None:
    callback = needs("airflow.sdk.definitions.deadline.AsyncCallback")(WhopNotifier, kwargs={"channel_id": ROOM})
    assert PATH == callback.path


@pytest.mark.parametrize("name", ["", "refused key"])
def test_an_executor_tells_of_a_missed_deadline_and_notes_what_fails(
    whop: WhopEmulator, wrong: Callable[[str], None], name: str
) -> None:
    execute = needs("airflow.sdk.execution_time.callback_supervisor.execute_callback")
    if name:
        wrong(name)
    done, why = execute(PATH, {"channel_id": ROOM, "context": {**HANDED}}, "dag.py", None, _Silent())
    assert (not name, "401" in str(why)) == (done, bool(name))
    assert ([] if name else [MISSED]) == texts(whop)


class _Silent:
    """Stands in for Airflow's logger."""

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


@pytest.mark.parametrize("name", ["", "refused key", "dead port"])
def test_a_task_that_asks_a_person_goes_on_to_wait(
    monkeypatch: pytest.MonkeyPatch, whop: WhopEmulator, wrong: Callable[[str], None], name: str
) -> None:
    kind = needs("airflow.providers.standard.operators.hitl.ApprovalOperator")
    monkeypatch.setattr("airflow.providers.standard.operators.hitl.upsert_hitl_detail", lambda **_: None)
    if name:
        wrong(name)
    notifier = WhopNotifier(channel_id=ROOM, content="{{ task.subject }}", timeout=2.0)
    with DAG("sales", schedule=None) as dag:
        task = kind(task_id="ask", subject="Send it?", notifiers=[notifier])
    ti = SimpleNamespace(
        id="1", dag_id="sales", run_id="r", task_id="ask", map_index=-1, try_number=1, state="running", log_url=""
    )
    with pytest.raises(BaseException) as waits:  # noqa: PT011  # its class differs between Airflows
        task.execute({"ti": ti, "task_instance": ti, "task": task, "dag": dag})
    assert type(waits.value).__name__ in ("TaskAwaitingInput", "TaskDeferred")
    assert ([] if name else ["Send it?"]) == texts(whop)
