"""The try of a task that runs in this process: counts its sends, and knows whether any were made before it."""

from __future__ import annotations

from asyncio import AbstractEventLoop, get_running_loop
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from time import time
from typing import Any
from weakref import WeakKeyDictionary

from airflow_provider_whop._compat import NEVER_EXPIRE, only_process, resumed_at, task_state_store
from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.hooks.group_commit import GroupCommit
from airflow_provider_whop.hooks.leaves import Kept, Leaves
from airflow_provider_whop.hooks.place import Identity, identity

FIRST = "whop: the first send"
SEND, PUSH = "send", "push"
PATIENCE = 60.0
"""Seconds for which a method that does not await may hold an event loop up while others write: they may need it."""

_current: tuple[tuple[Identity, int], Running] | None = None


class Running:
    """
    One try, over all hooks that it makes.

    The first that a task ever keeps, a send or a leaf of several, is in a place of its own, with its name. Where that
    place is empty, nothing was ever sent, and none of the many sends of a fresh task has to be asked for.

    ``began`` is when it first had something to send, in Unix seconds; ``resumed`` whether it was deferred before.
    ``sends`` is what its sends know of each other.
    ``store`` is Airflow's, None before Airflow 3.3: then what is kept is gone with this process. ``together`` is how
    the sends of an event loop write down.

    :param fresh: True where it is known that nothing was ever sent; None where Airflow has to be asked.
    :param resumed: the method that a deferred task goes on with in this process; its sends are counted for themselves.
    """

    def __init__(self, store: Any, fresh: bool | None = None, resumed: str | None = None) -> None:
        self.store = store
        self.began = time()
        self.sends = Others()
        self._kept_in = _Memory() if store is None else store
        self._counts: Counter[str] = Counter()
        self._first: str | None = None
        self._fresh = fresh
        self.resumed = resumed is not None
        self._phase = f" of {resumed}" if resumed else ""
        self._kept: set[str] = set()
        self._leaves = Leaves(self._recall, self._keep)
        self._turn = Lock()  # a task may call a method of the hook that does not await while others write aside
        self.together = WeakKeyDictionary[AbstractEventLoop, GroupCommit]()

    def next_name(self, key: str | None, kind: str = SEND) -> str:
        """Name the next send: by the key that the DAG author gave, else by its number among those of its kind."""
        if key:
            return f"key {key}" if kind == SEND else f"{kind} key {key}"
        self._counts[kind] += 1
        return f"{kind} {self._counts[kind]}{self._phase}"

    def recall(self, name: str) -> Kept | None:
        """Give what an earlier try, or this one, wrote down of a send."""
        with self._alone():
            return self._leaves.recall(name) or self._recall(name)

    def keep(self, name: str, record: Kept) -> None:
        """Write down."""
        with self._alone():
            if self._leaves.recall(name):
                self._leaves.keep({name: record})
            else:
                self._keep(name, record)

    def keep_all(self, records: Mapping[str, Kept]) -> None:
        """Write down what several sends have to say, in as few writes as can be."""
        with self._alone():
            self._leaves.keep(records)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """
        Talk to Airflow while no other send does.

        :raises RuntimeError: whoever does may be waiting for the event loop that would wait here.
        """
        if not self._turn.acquire(timeout=PATIENCE if _on_an_event_loop() else -1):
            raise RuntimeError(
                f"A method of the hook that does not await has held up its event loop for {PATIENCE:.0f} seconds, "
                f"while others of this task waited for Airflow. Await a method in its place, or call it before them."
            )
        try:
            yield
        finally:
            self._turn.release()

    def _recall(self, name: str) -> Kept | None:
        if self._fresh is None:
            first = self._kept_in.get(FIRST)
            self._first, self._fresh = (first["name"], False) if first else (None, True)
        if self._fresh and name not in self._kept:
            return None
        kept: Kept | None = self._kept_in.get(self._place(name))
        return kept["record"] if kept else None

    def _keep(self, name: str, record: Kept) -> None:
        self._kept.add(name)
        place = FIRST if self._first is None else self._place(name)
        self._kept_in.set(place, {"name": name, "record": dict(record)}, retention=NEVER_EXPIRE)
        self._first = self._first or name  # what was not taken is not the first: its place would stay empty

    def _place(self, name: str) -> str:
        return FIRST if name == self._first else f"whop: {name}"


def _on_an_event_loop() -> bool:
    try:
        return bool(get_running_loop())
    except RuntimeError:
        return False


class _Memory:
    """In the place of a store where Airflow has none."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self._kept.get(key)

    def set(self, key: str, value: Any, *, retention: Any) -> None:
        self._kept[key] = value


def running(context: Any) -> Running:
    """Give the try that is running; a process runs one at a time."""
    global _current  # noqa: PLW0603
    which = (identity(context), context["ti"].try_number)
    if _current is None or _current[0] != which:
        _current = which, Running(task_state_store(context), only_process(context) or None, resumed_at(context))
    return _current[1]
