"""The only place that knows Airflow's versions, for what ``airflow.providers.common.compat`` does not have."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from airflow.providers.common.compat.sdk import conf, get_current_context

__all__ = [
    "NEVER_EXPIRE",
    "dag_folder",
    "only_process",
    "other_states",
    "own_asset_state_store",
    "read_variable",
    "render_template_to_string",
    "resumed_at",
    "run_after",
    "shared_stream_producer",
    "task_state_store",
    "to_its_end",
]

T = TypeVar("T")

try:
    from airflow.sdk.definitions.context import render_template_to_string
except ImportError:  # Airflow before 3.1
    from airflow.utils.helpers import render_template_to_string  # type: ignore[no-redef]

try:
    from airflow.sdk import NEVER_EXPIRE  # type: ignore[attr-defined]
except ImportError:  # Airflow before 3.3
    NEVER_EXPIRE = None


def task_state_store(context: Any) -> Any:
    """Give the store that outlives the tries of the running task; None before Airflow 3.3."""
    return context.get("task_state_store")


def dag_folder() -> str:
    """Give the folder of the running DAG's bundle; outside a task, and on Airflow 2, the one of all DAGs."""
    try:
        bundle = getattr(get_current_context()["ti"], "bundle_instance", None)
    except Exception:  # noqa: BLE001  # RuntimeError in Airflow 3, AirflowException in Airflow 2
        bundle = None
    return str(getattr(bundle, "path", None) or conf.get("core", "dags_folder"))


def only_process(context: Any) -> bool:
    """
    Tell whether it is certain that this process is the first that ever ran the task.

    A first try has other processes only where it was put off: deferred, or rescheduled. Airflow tells of that where it
    may change; where it does not tell, nothing is certain.
    """
    told = getattr(context["ti"], "_ti_context_from_server", None)
    if told is None or context["ti"].try_number != 1:
        return False
    put_off = (getattr(told, name, "unknown") for name in ("next_method", "task_reschedule_count"))
    return not any(put_off)


def resumed_at(context: Any) -> str | None:
    """Give the method that a deferred task goes on with in this process; None where it begins."""
    told = getattr(context["ti"], "_ti_context_from_server", context["ti"])
    method: str | None = getattr(told, "next_method", None)
    return method


def run_after(context: Any) -> datetime:
    """Give the time from which on the run could run; a run's start would be another when it is cleared."""
    run = context["dag_run"]
    told: datetime = getattr(run, "run_after", None) or _triggered_or_due(run)
    return told


def _triggered_or_due(run: Any) -> datetime:
    """
    Tell the same before Airflow 3.0.

    The interval of a scheduled run ends when it may start; a run that was triggered, by hand or by a dataset, may have
    an interval long past, and has the moment of that as its logical date.
    """
    moments: tuple[datetime | None, ...] = (run.data_interval_end, run.logical_date)
    return max(moment for moment in moments if moment)


def other_states(context: Any, run_ids: Sequence[str], map_index: int | None = None) -> dict[str, str]:
    """
    Give the state that the running task has in each of these other runs of its DAG, where it is there.

    :param map_index: which of the mapped ones; by default the same as the running one.
    """
    ti = context["ti"]
    index = ti.map_index if map_index is None else map_index
    if hasattr(ti, "get_task_states"):
        states = ti.get_task_states(dag_id=ti.dag_id, task_ids=[ti.task_id], map_index=index, run_ids=list(run_ids))
        return {run_id: str(state) for run_id, tasks in states.items() for state in tasks.values()}
    from airflow.models.dagrun import DagRun  # Airflow before 3.0

    runs = DagRun.find(dag_id=ti.dag_id, run_id=list(run_ids))
    tasks = {run.run_id: run.get_task_instance(ti.task_id, map_index=index) for run in runs}
    return {run_id: str(task.state) for run_id, task in tasks.items() if task}


def read_variable(key: str) -> str | None:
    """Give the text of a Variable; None where there seems to be none."""
    from airflow.providers.common.compat.sdk import Variable

    try:
        kept: str | None = Variable.get(key, default=None)
    except TypeError:  # Airflow before 3.0 calls it otherwise
        kept = Variable.get(key, default_var=None)  # type: ignore[call-arg]
    return kept


def own_asset_state_store(asset: str) -> Any:
    """Give Airflow's own store of an asset; None before Airflow 3.3."""
    try:
        from airflow.sdk.execution_time.context import AssetStateStoreAccessor
    except ImportError:
        return None
    return AssetStateStoreAccessor(name=asset)


async def to_its_end(asking: Awaitable[T]) -> T:
    """
    Await what is asked of Airflow, and let it come to its end where the trigger that asks is cancelled meanwhile.

    Before 3.2.2, an answer that nobody reads is taken for that to the next question, and the triggerer ends with all
    that wait in it.
    """
    return await asyncio.shield(asking)


def shared_stream_producer() -> Any:
    """Give the class that Airflow takes shared streams from; a plain one before Airflow 3.3, which knows none."""
    try:
        from airflow.triggers.shared_stream import SharedStreamProducer
    except ImportError:
        return object
    return SharedStreamProducer
