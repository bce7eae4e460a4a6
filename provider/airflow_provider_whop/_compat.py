"""The only place that knows Airflow's versions, for what ``airflow.providers.common.compat`` does not have."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from airflow.providers.common.compat.sdk import conf, get_current_context

__all__ = [
    "NEVER_EXPIRE",
    "asset_state_store",
    "dag_folder",
    "from_store",
    "into_store",
    "only_process",
    "other_states",
    "render_template_to_string",
    "resumed_at",
    "run_after",
    "shared_stream_producer",
    "task_state_store",
    "to_its_end",
    "variable",
    "variable_key",
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


def variable_key(*parts: object) -> str:
    """
    Name a Variable after what it is kept for, and never two alike.

    Ids hold dots, an asset's name anything; Airflow cuts a key off at a question mark and takes 250 characters.
    """
    readable = re.sub(r"[^a-zA-Z0-9_.-]", "_", ".".join(map(str, parts)))
    return f"{readable[:230]}.{sha256(json.dumps(parts).encode()).hexdigest()[:12]}"


def variable(key: str) -> Any:
    """
    Give a Variable's JSON; None where there is none.

    Airflow gives the default as well where a Variable could not be read. Taken for a beginning, that would lose what
    was kept; so where there seems to be none, another one has to show first that Variables can be read just now.

    :raises RuntimeError: they cannot, or what stands there is no JSON.
    """
    kept = _read(key)
    if kept is None:
        _prove_that_variables_can_be_read()
        kept = _read(key)
    try:
        return json.loads(kept or "null")
    except ValueError:
        raise RuntimeError(f"Airflow's Variable {key} holds no JSON: delete it to begin anew.") from None


PROOF = "whop_variables_can_be_read"


def _prove_that_variables_can_be_read() -> None:
    from airflow.providers.common.compat.sdk import Variable

    if _read(PROOF) is None:
        Variable.set(PROOF, "true", description="The Whop provider reads it before it takes another one for missing")
    if _read(PROOF) is None:
        raise RuntimeError("Airflow's Variables cannot be read just now: see the log of its API server or database.")


def _read(key: str) -> str | None:
    from airflow.providers.common.compat.sdk import Variable

    try:
        kept: str | None = Variable.get(key, default=None)
    except TypeError:  # Airflow before 3.0 calls it otherwise
        kept = Variable.get(key, default_var=None)  # type: ignore[call-arg]
    return kept


def asset_state_store(asset: str) -> Any:
    """
    Give the store of an asset, with ``get`` and ``set``: Variables, and before them Airflow's own from 3.3 on.

    Airflow's own does not suffice: it is emptied when the file of the last DAG on the asset is missing for a minute, as
    in a deployment that goes wrong, and how far the DAG had come would be lost with it.
    """
    try:
        from airflow.sdk.execution_time.context import AssetStateStoreAccessor
    except ImportError:
        return _Variables(asset)
    return _WithSpare(AssetStateStoreAccessor(name=asset), _Variables(asset))


async def from_store(store: Any, key: str) -> Any:
    """Read from such a store on an event loop."""
    from asgiref.sync import sync_to_async  # Airflow before 3.3.2 has nothing else

    return await to_its_end(store.aget(key) if hasattr(store, "aget") else sync_to_async(store.get)(key))


async def into_store(store: Any, key: str, value: Any) -> None:
    """Write into such a store on an event loop."""
    from asgiref.sync import sync_to_async

    await to_its_end(store.aset(key, value) if hasattr(store, "aset") else sync_to_async(store.set)(key, value))


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


class _Variables:
    """An asset's state in Variables, one for each key."""

    def __init__(self, asset: str) -> None:
        self._asset = asset

    def get(self, key: str) -> Any:
        return variable(variable_key(key, self._asset))

    def set(self, key: str, value: Any) -> None:
        from airflow.providers.common.compat.sdk import Variable

        Variable.set(variable_key(key, self._asset), json.dumps(value))


class _WithSpare:
    """Two stores that are written alike; the spare one is read where the own one has nothing."""

    def __init__(self, own: Any, spare: Any) -> None:
        self._own, self._spare = own, spare

    def get(self, key: str) -> Any:
        kept = self._own.get(key)
        return self._spare.get(key) if kept is None else kept

    def set(self, key: str, value: Any) -> None:
        self._own.set(key, value)
        self._spare.set(key, value)

    async def aget(self, key: str) -> Any:
        kept = await from_store(self._own, key)
        return await from_store(self._spare, key) if kept is None else kept

    async def aset(self, key: str, value: Any) -> None:
        await into_store(self._own, key, value)
        await into_store(self._spare, key, value)
