"""example_notifications and example_deadline: their callbacks, called as Airflow calls them."""

from __future__ import annotations

import asyncio
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import SimpleNamespace
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.marker import unmarked
from airflow_provider_whop.emulator import WhopEmulator
from places import DAGS

pytestmark = pytest.mark.usefixtures("connection")


def dag_of(name: str) -> Any:
    spec = spec_from_file_location(name, DAGS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.dag


def texts(whop: WhopEmulator) -> list[str]:
    return [unmarked(message["content"]) for message in whop.messages("exp_announcements")]


def called(callbacks: Any, handed: dict[str, Any]) -> None:
    for callback in callbacks if isinstance(callbacks, list) else [callbacks]:
        callback(handed)


def test_a_task_that_fails_is_told_of_with_its_log(whop: WhopEmulator) -> None:
    dag = dag_of("example_notifications")
    ti = SimpleNamespace(
        dag_id=dag.dag_id,
        run_id="r",
        task_id="report",
        map_index=-1,
        try_number=1,
        state="failed",
        log_url="http://log",
    )
    called(dag.get_task("report").on_failure_callback, {"dag": dag, "ti": ti})
    assert texts(whop) == [
        "**Task `report` of DAG `example_notifications` failed** in run `r`, try 1.\n[Its log](http://log)"
    ]


def test_a_run_that_ends_well_is_told_of(whop: WhopEmulator) -> None:
    dag = dag_of("example_notifications")
    called(dag.on_success_callback, {"dag": dag, "run_id": "r", "reason": "success"})
    assert ["The report of `r` is there."] == texts(whop)


def test_a_run_that_is_late_is_told_of(whop: WhopEmulator) -> None:
    triggers = pytest.importorskip("airflow.triggers.callback", reason="Airflow 3.1 calls it otherwise")
    (alert,) = dag_of("example_deadline").deadline
    handed = {"dag_run": {"dag_id": "example_deadline", "dag_run_id": "r", "start_date": None}, "deadline": {"id": 1}}

    async def run() -> None:
        async for _ in triggers.CallbackTrigger(
            alert.callback.path, {**alert.callback.kwargs, "context": handed}
        ).run():
            pass

    asyncio.run(run())
    assert ["**DAG `example_deadline` has missed its deadline** in run `r`."] == texts(whop)
    assert import_module("airflow.sdk").AsyncCallback is type(alert.callback)
