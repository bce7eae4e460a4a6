"""The running try: the names of its sends, and what it has to ask Airflow for."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from airflow_provider_whop.hooks.running import Running, running
from task_store import TaskStore


def context(try_number: int = 1, task_id: str = "send", **more: Any) -> dict[str, Any]:
    ti = {"dag_id": "dag", "run_id": "run", "task_id": task_id, "map_index": -1, "try_number": try_number}
    return {"ti": SimpleNamespace(**ti, **more), "task_state_store": TaskStore()}


def test_sends_of_one_try_are_counted_over_all_hooks() -> None:
    assert ["send 1", "send 2"] == [running(context()).next_name(None) for _ in range(2)]


def test_they_are_counted_anew_on_the_next_try_and_in_another_task() -> None:
    for place in (context(2), context(3), context(3, "other")):
        assert "send 1" == running(place).next_name(None)


def test_a_given_key_takes_the_place_of_the_count() -> None:
    task = Running(None)
    assert ["key report", "send 1"] == [task.next_name("report"), task.next_name(None)]


def test_a_fresh_task_asks_once_however_much_it_sends() -> None:
    store = TaskStore()
    task = Running(store)
    for number in range(100):
        assert task.recall(f"send {number}") is None
        task.keep(f"send {number}", {"state": "pending"})
    assert 1 == store.asked


def told(next_method: str | None = None, reschedules: int | None = 0) -> SimpleNamespace:
    return SimpleNamespace(next_method=next_method, task_reschedule_count=reschedules)


@pytest.mark.parametrize(
    ("asked", "try_number", "server"),
    [
        (0, 1, {"_ti_context_from_server": told()}),
        (1, 2, {"_ti_context_from_server": told()}),
        (1, 1, {"_ti_context_from_server": told("execute_complete")}),
        (1, 1, {"_ti_context_from_server": told(reschedules=1)}),
        (1, 1, {"_ti_context_from_server": SimpleNamespace()}),
        (1, 1, {}),
    ],
)
def test_only_the_first_process_of_a_task_asks_for_nothing(asked: int, try_number: int, server: dict[str, Any]) -> None:
    task = running(context(try_number, f"first {server}", **server))
    assert task.recall("send 1") is None
    assert asked == task.store.asked


def test_what_a_fresh_task_has_kept_itself_is_recalled() -> None:
    task = Running(TaskStore(), fresh=True)
    task.keep("key report", {"state": "sent"})
    assert {"state": "sent"} == task.recall("key report")


def test_a_later_try_finds_every_send_in_whatever_order() -> None:
    store = TaskStore()
    first = Running(store)
    for name in "abc":
        first.recall(name)
        first.keep(name, {"of": name})
    later = Running(store)
    assert [{"of": "c"}, {"of": "a"}, {"of": "b"}, None] == [later.recall(name) for name in "cabd"]


def test_a_later_try_keeps_a_send_where_it_was() -> None:
    store = TaskStore()
    for state in ("pending", "sent"):
        task = Running(store)
        for name in "ab":
            task.recall(name)
            task.keep(name, {"state": state})
    assert [{"state": "sent"}] * 2 == [Running(store).recall(name) for name in "ab"]
    assert 2 == len(store.kept)


def test_a_single_send_that_a_later_try_does_not_make_first_is_found_all_the_same() -> None:
    store = TaskStore()
    Running(store).keep("a", {"of": "a"})
    later = Running(store)
    assert later.recall("b") is None
    later.keep("b", {"of": "b"})
    assert {"of": "a"} == later.recall("a")


def test_a_send_that_could_not_be_written_down_hides_none_that_could() -> None:
    """A later try looks first whether anything was sent at all: in the place of the first that was taken."""
    store = TaskStore(failing=OSError("not taken"))
    first = Running(store)
    with pytest.raises(OSError, match="not taken"):
        first.keep("a", {"of": "a"})
    store.failing = None
    first.keep("b", {"of": "b"})
    assert [None, {"of": "b"}] == [Running(store).recall(name) for name in "ab"]


# -- an event loop that is held up


def test_a_call_that_does_not_await_never_waits_for_ever_for_those_who_need_its_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As Airflow answers an awaited question on the loop, and a write aside waits until that one is answered."""
    monkeypatch.setattr("airflow_provider_whop.hooks.running.PATIENCE", 0.2)
    answered = threading.Event()

    class Waiting(TaskStore):
        def set(self, *args: Any, **kwargs: Any) -> None:
            assert answered.wait(10)
            super().set(*args, **kwargs)

    task = Running(Waiting())

    async def play() -> None:
        writing = asyncio.create_task(asyncio.to_thread(task.keep, "key a", {"state": "pending"}))
        await asyncio.sleep(0.05)
        try:
            with pytest.raises(RuntimeError, match="has held up its event loop"):
                task.recall("key b")
        finally:
            answered.set()
        await writing

    asyncio.run(play())
    assert task.recall("key b") is None
    assert {"state": "pending"} == task.recall("key a")


def test_elsewhere_it_waits_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airflow_provider_whop.hooks.running.PATIENCE", 0.01)
    task = Running(TaskStore(slow=0.2))
    with ThreadPoolExecutor() as threads:
        for done in [threads.submit(task.keep, f"key {number}", {"state": "pending"}) for number in range(2)]:
            done.result()
    assert {"state": "pending"} == task.recall("key 1")
