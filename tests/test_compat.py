"""What differs between Airflow's versions, as far as it can be seen without them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from airflow_provider_whop._compat import other_states, resumed_at, run_after
from airflow_provider_whop.assets.stores import from_store, into_store
from airflow_provider_whop.hooks.whop import WhopHook

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_run_of_airflow_3_tells_when_it_may_start() -> None:
    run = SimpleNamespace(run_after=NOON, data_interval_end=NOON + HOUR, logical_date=None)
    assert NOON == run_after({"dag_run": run})


@pytest.mark.parametrize(
    ("logical_date", "data_interval_end"),
    [
        pytest.param(NOON - HOUR, NOON, id="scheduled: its interval ends when it starts"),
        pytest.param(NOON, NOON - HOUR, id="by hand: the interval is the last one that the schedule has closed"),
        pytest.param(NOON, NOON - 24 * HOUR, id="by a dataset: the interval is that of whoever updated it"),
        pytest.param(NOON, None, id="without an interval"),
    ],
)
def test_a_run_of_airflow_2_may_start_when_it_is_due_or_triggered(logical_date: Any, data_interval_end: Any) -> None:
    run = SimpleNamespace(logical_date=logical_date, data_interval_end=data_interval_end)
    assert NOON == run_after({"dag_run": run})


TASKS = {("run 1", 0): "failed", ("run 1", 3): "success", ("run 2", 3): "running"}
"""A mapped sensor's states, by run and map index."""


def airflow_3() -> Any:
    """Give a task instance that asks the API server, which names mapped ones ``wait_3``."""

    def states(*, map_index: int, run_ids: list[str], **_: Any) -> dict[str, dict[str, str]]:
        told = {run: {f"wait_{index}": state} for (run, index), state in TASKS.items() if index == map_index}
        return {run_id: told.get(run_id, {}) for run_id in run_ids}

    return SimpleNamespace(dag_id="dag", task_id="wait", map_index=3, get_task_states=states)


def airflow_2(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give one that looks into the database."""

    def run(run_id: str) -> Any:
        def task(_: str, map_index: int) -> Any:
            state = TASKS.get((run_id, map_index))
            return SimpleNamespace(state=state) if state else None

        return SimpleNamespace(run_id=run_id, get_task_instance=task)

    runs = SimpleNamespace(find=lambda *, run_id, **_: [run(id) for id in run_id])
    monkeypatch.setitem(sys.modules, "airflow.models.dagrun", SimpleNamespace(DagRun=runs))
    return SimpleNamespace(dag_id="dag", task_id="wait", map_index=3)


@pytest.mark.parametrize("version", [2, 3])
def test_the_state_of_a_task_in_other_runs_is_told_by_run(monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    context = {"ti": airflow_3() if version == 3 else airflow_2(monkeypatch)}
    asked = ["run 1", "run 2", "gone"]
    assert {"run 1": "success", "run 2": "running"} == other_states(context, asked)
    assert {"run 1": "failed"} == other_states(context, asked, 0)


@pytest.mark.parametrize(
    ("expected", "ti"),
    [
        pytest.param("go_on", {"_ti_context_from_server": SimpleNamespace(next_method="go_on")}, id="Airflow 3"),
        pytest.param(None, {"_ti_context_from_server": SimpleNamespace(next_method=None)}, id="Airflow 3, it begins"),
        pytest.param("go_on", {"next_method": "go_on"}, id="Airflow 2"),
        pytest.param(None, {}, id="not told"),
    ],
)
def test_where_a_deferred_task_goes_on_is_told(expected: str | None, ti: dict[str, Any]) -> None:
    assert expected == resumed_at({"ti": SimpleNamespace(**ti)})


class Supervisor:
    """As a triggerer asks before Airflow 3.2.2: the next answer that comes is taken for that to one's own question."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._answers: asyncio.Queue[str] = asyncio.Queue()

    async def _ask(self, question: str) -> str:
        async with self._one_at_a_time:
            asyncio.get_running_loop().call_later(0.05, self._answers.put_nowait, f"answer to {question}")
            self.asked.set()
            return await self._answers.get()

    def get(self, key: str) -> str:
        return async_to_sync(self._ask)(key)

    def set(self, key: str, value: Any) -> None:
        self.get(key)


async def fetched(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a hook fetch its connection from there."""
    monkeypatch.setattr(
        "airflow.providers.common.compat.connection.get_async_connection", sync_to_async(supervisor.get)
    )
    await WhopHook().aget_conn()


async def extra_fetched(supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a hook fetch the extra of its connection, of which Airflow masks what is secret."""

    class Fetched:
        extra_dejson = property(lambda _: supervisor.get("extra"))

    async def given(_: str) -> Fetched:
        return Fetched()

    monkeypatch.setattr("airflow.providers.common.compat.connection.get_async_connection", given)
    await WhopHook().aget_conn()


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda supervisor, _: from_store(supervisor, "first"), id="what an asset has kept"),
        pytest.param(lambda supervisor, _: into_store(supervisor, "first", 1), id="what it is to keep"),
        pytest.param(fetched, id="a connection"),
        pytest.param(extra_fetched, id="what else is in the connection"),
    ],
)
def test_a_trigger_that_is_cancelled_amid_a_question_leaves_no_answer_to_the_next(
    ask: Callable[[Supervisor, pytest.MonkeyPatch], Awaitable[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cancelled_then_asked() -> Any:
        supervisor = Supervisor()
        asking = asyncio.ensure_future(ask(supervisor, monkeypatch))
        await supervisor.asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        return await from_store(supervisor, "second")

    assert "answer to second" == asyncio.run(cancelled_then_asked())
