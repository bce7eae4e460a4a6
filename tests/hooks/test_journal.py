"""The journal of a send: in the task's state store where there is one; a retry's guess where there is none."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowException

from airflow_provider_whop.hooks.journal import Journal, Nothing
from airflow_provider_whop.hooks.place import Place

FIRST = Place(("dag", "run", "send", -1), "key message", 2, retry=False, began=100.0)
RETRY = Place(("dag", "run", "send", -1), "key message", 2, retry=True, began=100.0)
RECORD = {"state": "pending", "key": "k"}


class Store:
    """Airflow's store, as far as it is used."""

    def __init__(self, failing: Exception | None = None) -> None:
        self.kept: dict[str, Any] = {}
        self.failing = failing

    def get(self, key: str) -> Any:
        return self.kept.get(key)

    def set(self, key: str, value: Any, *, retention: Any) -> None:
        if self.failing:
            raise self.failing
        self.kept[key] = value


def test_what_is_kept_is_recalled_by_the_next_try() -> None:
    store = Store()
    Journal(FIRST, {"task_state_store": store}).keep(RECORD)
    assert Journal(RETRY, {"task_state_store": store}).recall() == RECORD


def test_it_is_kept_off_the_event_loop_too() -> None:
    store = Store()
    asyncio.run(Journal(FIRST, {"task_state_store": store}).akeep(RECORD))
    assert {"whop key message": RECORD} == store.kept


@pytest.mark.parametrize("failing", [EOFError(), BrokenPipeError(), RuntimeError("sekret")])
def test_what_airflow_does_not_keep_is_an_error_that_says_so(failing: Exception) -> None:
    with pytest.raises(AirflowException, match="this try of the task sends nothing more") as raised:
        Journal(FIRST, {"task_state_store": Store(failing)}).keep(RECORD)
    assert "sekret" not in str(raised.value)


def test_without_a_store_a_first_try_knows_of_nothing() -> None:
    assert Journal(FIRST, {}).recall() is None


def test_without_a_store_a_retry_looks_back_to_the_start_of_the_run() -> None:
    journal = Journal(RETRY, {})
    journal.keep(RECORD)
    guessed = journal.recall() or {}
    assert ("pending", 100.0, "", RETRY.key) == tuple(
        guessed[name] for name in ("state", "since", "fingerprint", "key")
    )


@pytest.mark.parametrize(
    ("place", "context", "expected"),
    [
        (RETRY, {}, False),
        (replace(RETRY, cleared_amid=True), {}, True),
        (replace(FIRST, cleared_amid=True), {}, False),  # it looks back only to its own first attempt
        (replace(RETRY, cleared_amid=True), {"task_state_store": Store()}, False),
    ],
)
def test_only_a_guess_may_reach_back_to_before_a_clear(place: Place, context: dict[str, Any], expected: bool) -> None:
    assert expected is Journal(place, context).vague


def test_outside_a_task_nothing_is_kept() -> None:
    nothing = Nothing()
    nothing.keep(RECORD)
    asyncio.run(nothing.akeep(RECORD))
    assert nothing.recall() is None  # type: ignore[func-returns-value]
