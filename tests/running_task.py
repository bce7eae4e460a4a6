"""A task that runs, as far as the hook sees one: the context of a try, and Airflow's store that outlives the tries."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.hooks import running
from airflow_provider_whop.hooks.whop import WhopHook

RETRIES = 3


class RunningTask:
    """
    Sends with the hook, in one try of a task after another.

    ``refuse`` tells by the records of a write whether Airflow does not take it.

    :param awaited: send with ``asend_message``.
    :param stored: Airflow has a store; else each process knows of its own sends alone.
    :param place: what else Airflow tells of the task instance: ``map_index``, ``max_tries``.
    """

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, *, awaited: bool = False, stored: bool = True, **place: Any
    ) -> None:
        self.awaited = awaited
        self._stored = stored
        self.refuse: Callable[[dict[str, Any]], bool] | None = None
        self.kept: list[dict[str, Any]] = []
        self.store: dict[str, Any] = {}
        known = {"dag_id": "dag", "run_id": f"run {id(self)}", "task_id": "send", "map_index": -1, "max_tries": RETRIES}
        self._ti = SimpleNamespace(**{**known, **place, "try_number": 1})
        self._run = SimpleNamespace(start_date=datetime.now(UTC), clear_number=0)
        monkeypatch.setattr("airflow_provider_whop.hooks.send.get_current_context", lambda: self.context)

    @property
    def context(self) -> dict[str, Any]:
        return {
            "ti": self._ti,
            "task": SimpleNamespace(retries=RETRIES),
            "dag_run": self._run,
            "task_state_store": self if self._stored else None,
        }

    def next_try(self, *, long_after: bool = False, cleared: bool = False) -> None:
        """Begin the next try, while an attempt of this one may be under way still; or when all of them are over."""
        for record in self.records.values() if long_after else ():
            record["over"] = record["since"]
        self._run.clear_number += cleared  # as from Airflow 3.2 on, whether the run had ended or not
        tries = {"max_tries": self._ti.try_number + RETRIES} if cleared else {}
        now = {"try_number": self._ti.try_number + 1, "next_method": None, **tries}
        self._ti = SimpleNamespace(**{**vars(self._ti), **now})
        running._current = None

    def resume(self, next_method: str) -> None:
        """Go on in another process, in which nothing is known of what this one has sent."""
        self._ti = SimpleNamespace(**{**vars(self._ti), "next_method": next_method})
        running._current = None

    def send(self, text: str, **options: Any) -> SentMessage:
        options = {"settle": 0.1, **options}
        if self.awaited:
            return asyncio.run(self._asent(text, options))
        hook = WhopHook()
        try:
            return hook.send_message("exp_lounge", text, **options)
        finally:
            hook.close()

    async def _asent(self, text: str, options: dict[str, Any]) -> SentMessage:
        hook = WhopHook()
        try:
            return await hook.asend_message("exp_lounge", text, **options)
        finally:
            await hook.aclose()

    # -- Airflow's store

    def get(self, key: str) -> Any:
        return self.store.get(key)

    def set(self, key: str, value: Any, *, retention: Any) -> None:
        told = value["record"]
        if self.refuse and self.refuse(told if value["name"].startswith("leaf ") else {value["name"]: told}):
            raise OSError("not taken")
        before = self.records
        self.store[key] = json.loads(json.dumps(value))
        self.kept += [record for name, record in self.records.items() if record != before.get(name)]

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        """What is kept of each send, in a place of its own or on a leaf with others."""
        places = {value["name"]: value["record"] for value in self.store.values()}
        leaves = [places.pop(name) for name in [*places] if name.startswith("leaf ")]
        return {**places, **{name: record for leaf in leaves for name, record in leaf.items()}}
