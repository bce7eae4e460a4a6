"""The journal of a send: in the task's state store where there is one; a retry's guess where there is none."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowException

from airflow_provider_whop.hooks.journal import Journal, Nothing
from airflow_provider_whop.hooks.place import Place
from airflow_provider_whop.hooks.running import Running
from task_store import TaskStore

FIRST = Place(("dag", "run", "send", -1), "key message", 2, retry=False, began=100.0)
RETRY = Place(("dag", "run", "send", -1), "key message", 2, retry=True, began=100.0)
RECORD = {"state": "pending", "key": "k"}


def test_what_is_kept_is_recalled_by_the_next_try() -> None:
    store = TaskStore()
    Journal(FIRST, Running(store)).keep(RECORD)
    assert Journal(RETRY, Running(store)).recall() == RECORD


def test_what_several_have_to_say_on_an_event_loop_is_a_few_writes() -> None:
    store = TaskStore(slow=0.02)
    task = Running(store)

    async def play() -> None:
        await asyncio.gather(*(Journal(FIRST._replace(name=f"key {n}"), task).akeep(RECORD) for n in range(20)))

    asyncio.run(play())
    assert [RECORD] * 20 == [Running(store).recall(f"key {n}") for n in range(20)]
    assert 3 >= store.written


def test_it_is_kept_off_the_event_loop_too() -> None:
    store = TaskStore()
    asyncio.run(Journal(FIRST, Running(store)).akeep(RECORD))
    assert RECORD == asyncio.run(Journal(RETRY, Running(store)).arecall())


@pytest.mark.parametrize("failing", [EOFError(), BrokenPipeError(), RuntimeError("sekret")])
def test_what_airflow_does_not_keep_is_an_error_that_says_so(failing: Exception) -> None:
    with pytest.raises(AirflowException, match="this try of the task sends nothing more") as raised:
        Journal(FIRST, Running(TaskStore(failing))).keep(RECORD)
    assert "sekret" not in str(raised.value)


def test_without_a_store_a_first_try_knows_of_nothing() -> None:
    assert Journal(FIRST, Running(None)).recall() is None


def test_without_a_store_a_retry_looks_back_to_the_start_of_the_run() -> None:
    running = Running(None)
    guessed = Journal(RETRY, running).recall() or {}
    expected = {"state": "pending", "since": 100.0, "fingerprint": "", "key": RETRY.key, "over": running.began}
    assert expected == {name: guessed[name] for name in expected}


def test_without_a_store_what_this_try_has_kept_itself_is_known_all_the_same() -> None:
    running = Running(None)
    Journal(RETRY, running).keep(RECORD)
    assert RECORD == Journal(RETRY, running).recall()
    assert RECORD != Journal(RETRY, Running(None)).recall()


@pytest.mark.parametrize(
    ("place", "running", "expected"),
    [
        (RETRY, Running(None), False),
        (RETRY, Running(None, resumed="execute_complete"), True),
        (RETRY._replace(cleared=True), Running(None), True),
        (FIRST._replace(cleared=True), Running(None), False),  # it looks back only to its own first attempt
        (RETRY._replace(cleared=True), Running(TaskStore(), resumed="execute_complete"), False),
    ],
)
def test_only_a_guess_may_reach_back_to_before_a_clear_or_a_deferral(
    place: Place, running: Running, expected: bool
) -> None:
    assert expected is Journal(place, running).vague


def test_outside_a_task_nothing_is_kept() -> None:
    nothing = Nothing()
    assert (None, None) == (nothing.keep, nothing.akeep)
    assert nothing.recall() is None  # type: ignore[func-returns-value]
    assert asyncio.run(nothing.arecall()) is None  # type: ignore[func-returns-value]


def test_writing_leaves_the_event_loops_own_threads_to_others() -> None:
    """Airflow answers in one of them while it holds the lock that a writer waits for."""
    lock, workers = threading.Lock(), (os.cpu_count() or 1) + 4

    class Locked(TaskStore):
        def set(self, *args: Any, **kwargs: Any) -> None:
            with lock:
                super().set(*args, **kwargs)

    async def answer_while_many_write() -> str:
        running = Running(Locked())
        lock.acquire()
        writing = [asyncio.create_task(Journal(FIRST, running).akeep(RECORD)) for _ in range(2 * workers)]
        await asyncio.sleep(0.1)
        answer = await asyncio.wait_for(asyncio.to_thread(str, "answered"), 5)
        lock.release()
        await asyncio.gather(*writing)
        return answer

    assert "answered" == asyncio.run(answer_while_many_write())
