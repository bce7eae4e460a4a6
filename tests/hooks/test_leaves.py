"""Records of many sends in a few places: what is kept is recalled by any later try."""

from __future__ import annotations

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airflow_provider_whop.hooks.leaves import MANY, Kept, Leaves
from airflow_provider_whop.hooks.running import Running
from task_store import TaskStore


def records(numbers: Any, state: str = "pending") -> dict[str, Kept]:
    return {f"send {number}": {"state": state, "of": number} for number in numbers}


def test_a_later_try_finds_the_records_of_every_leaf() -> None:
    store = TaskStore()
    Running(store).keep_all(records(range(2 * MANY + 1)))
    later = Running(store)
    assert records(range(2 * MANY + 1)) == {f"send {n}": later.recall(f"send {n}") for n in range(2 * MANY + 1)}
    assert later.recall("send 1000") is None
    assert 3 == len(store.kept)


def test_a_leaf_is_written_once_for_all_that_is_new_on_it() -> None:
    written: list[str] = []
    leaves = Leaves(lambda _: None, lambda name, _: written.append(name))
    leaves.keep(records(range(MANY + 3)))
    leaves.keep(records([1, 2, MANY + 1], "sent"))
    assert ["leaf 1", "leaf 2"] * 2 == written


def test_long_texts_share_a_leaf_with_few() -> None:
    """Ten are under way at once; what they have sent is written down with its text."""
    store = TaskStore()
    task, text = Running(store), {"state": "sent", "text": "x" * 5000}
    for first in range(0, 100, 10):
        task.keep_all(records(range(first, first + 10)))
        task.keep_all({f"send {number}": text for number in range(first, first + 10)})
    assert 64 * 1024 > max(len(json.dumps(kept)) for kept in store.kept.values())
    assert {f"send {number}" for number in range(100)} == {n for kept in store.kept.values() for n in kept["record"]}


def test_the_first_leaf_of_a_task_tells_its_next_try_that_something_was_sent() -> None:
    store = TaskStore()
    Running(store, fresh=True).keep_all(records([1]))
    assert {"state": "pending", "of": 1} == Running(store).recall("send 1")


def test_methods_that_do_not_await_may_be_called_while_others_write_aside() -> None:
    store = TaskStore(slow=0.02)
    Running(store).keep_all(records(range(2 * MANY)))
    later = Running(store)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda number: later.recall(f"send {number}"), range(4)))
    assert [*records(range(4)).values()] == found
    later.keep_all(records([2 * MANY - 1], "sent"))
    assert {"state": "sent", "of": 2 * MANY - 1} == Running(store).recall(f"send {2 * MANY - 1}")
    assert 2 == len(store.kept)


def test_a_fresh_task_asks_for_none() -> None:
    store = TaskStore()
    task = Running(store, fresh=True)
    task.keep_all(records(range(100)))
    assert {"state": "pending", "of": 7} == task.recall("send 7")
    assert 0 == store.asked


def test_a_leaf_that_was_not_taken_hides_none_that_was_written_behind_it() -> None:
    store = TaskStore()
    task = Running(store)
    task.keep_all(records([0]))
    store.failing = OSError("not taken")
    with pytest.raises(OSError, match="not taken"):
        task.keep_all(records(range(1, 2 * MANY)))
    store.failing = None
    task.keep_all(records([2 * MANY], "sent"))
    assert {"state": "sent", "of": 2 * MANY} == Running(store).recall(f"send {2 * MANY}")


NAMES = st.sampled_from([f"send {number}" for number in range(2 * MANY)])
TRIES = st.lists(st.lists(st.one_of(NAMES, st.lists(NAMES, min_size=1, max_size=12)), max_size=12), max_size=4)


@given(TRIES)
def test_what_was_kept_last_is_recalled_whatever_way_it_was_kept(tries: list[list[Any]]) -> None:
    """A name alone is kept by itself, several together; each list is a try."""
    store, expected, count = TaskStore(), dict[str, Kept](), 0
    for kept in tries:
        task = Running(store)
        for names in kept:
            count += 1
            task.recall(names if isinstance(names, str) else names[0])
            if isinstance(names, str):
                task.keep(names, {"number": count})
            else:
                task.keep_all({name: {"number": count} for name in names})
            expected |= {name: {"number": count} for name in ([names] if isinstance(names, str) else names)}
        assert expected == {name: task.recall(name) for name in expected}
    last = Running(store)
    assert expected == {name: last.recall(name) for name in expected}


MANY_NAMES = st.integers(1, 2 * MANY).map(lambda count: [f"send {number}" for number in range(count)])
STEPS = st.tuples(st.one_of(NAMES, st.lists(NAMES, min_size=1), MANY_NAMES), st.none() | st.integers(0, 2))


@given(st.lists(st.lists(STEPS, max_size=6), max_size=4))
def test_what_was_taken_is_recalled_whatever_else_was_not(tries: list[list[tuple[Any, int | None]]]) -> None:
    """Each step keeps some names, and tells how many writes of it are taken before the rest is refused, if any is."""
    store, possible, count = TaskStore(), defaultdict[str, list[Any]](lambda: [None]), 0
    for steps in tries:
        task = Running(store)
        for names, taken in steps:
            count += 1
            store.failing, store.taken = None if taken is None else OSError("not taken"), taken or 0
            kept = [names] if isinstance(names, str) else names
            try:
                if isinstance(names, str):
                    task.keep(names, {"number": count})
                else:
                    task.keep_all({name: {"number": count} for name in names})
                possible |= {name: [{"number": count}] for name in kept}
            except OSError:
                possible |= {name: [*possible[name], {"number": count}] for name in kept}
    last = Running(store)
    assert [] == [name for name, records in possible.items() if last.recall(name) not in records]
