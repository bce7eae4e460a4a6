"""What is written down of the sends of a task, in Airflow's task state store; nothing before Airflow 3.3."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from airflow.providers.common.compat.sdk import AirflowException

from airflow_provider_whop.api.delivery.record import Record
from airflow_provider_whop.api.wire import AsyncKeeper, Keeper
from airflow_provider_whop.hooks.group_commit import GroupCommit
from airflow_provider_whop.hooks.leaves import Kept
from airflow_provider_whop.hooks.place import Place
from airflow_provider_whop.hooks.running import Running

T = TypeVar("T")


class Nothing:
    """The journal of a message that is sent outside any task: nobody will ask, so nothing is even made ready."""

    keep: Keeper | None = None
    akeep: AsyncKeeper | None = None

    def recall(self) -> Mapping[str, Any] | None:
        """There was nothing before."""
        return None

    async def arecall(self) -> None:
        """There was nothing before."""


class Unwritten(Nothing):
    """
    The journal of a message that another process may have sent, of which nothing is ever written down.

    Airflow's store is for running tasks; a callback has none, or one that is closed. So the channel has to tell.
    """

    def __init__(self, place: Place, since: float) -> None:
        self._place = place
        self._since = since

    def recall(self) -> Mapping[str, Any]:
        """Give an attempt that was over long ago: one look tells what became of it."""
        return _guessed(self._place, self._since, over=0.0)


class Journal:
    """
    The journal of one send.

    Writing is the fence: it takes a living supervisor and the task's current try, so an attempt that Airflow has given
    up cannot write, and what cannot be written down is not sent.
    """

    def __init__(self, place: Place, running: Running) -> None:
        self._place = place
        self._running = running

    @property
    def vague(self) -> bool:
        """
        Tell whether what is found may be what this task has sent before: a guess reaches back to the run's start.

        That is before the task was cleared, or before it was deferred, which is another process' knowledge.
        """
        guesses = self._running.store is None and self._place.retry
        return guesses and (self._place.cleared or self._running.resumed)

    def recall(self) -> Mapping[str, Any] | None:
        """Give what was written down; without a store, a retry knows only that there was an earlier try."""
        kept = self._running.recall(self._place.name)
        if kept is None and self._running.store is None and self._place.retry:
            return _guessed(self._place, self._place.began, self._running.began)
        return kept

    def keep(self, record: Mapping[str, Any]) -> None:
        """
        Write down.

        :raises AirflowException: Airflow did not take it.
        """
        with _fence():
            self._running.keep(self._place.name, record)

    async def arecall(self) -> Mapping[str, Any] | None:
        """Give the same, off the event loop."""
        return await _aside(self.recall)

    async def akeep(self, record: Mapping[str, Any]) -> None:
        """Write down, off the event loop, together with what else is to be written just then; raises the same."""
        await self._together().keep(self._place.name, record)

    def _together(self) -> GroupCommit:
        loop = asyncio.get_running_loop()
        return self._running.together.get(loop) or self._running.together.setdefault(loop, GroupCommit(self._keep_all))

    async def _keep_all(self, records: Mapping[str, Kept]) -> None:
        with _fence():
            await _aside(lambda: self._running.keep_all(records))


@contextmanager
def _fence() -> Iterator[None]:
    try:
        yield
    except Exception as failed:  # noqa: BLE001  # whatever it is, nothing was written down
        raise AirflowException(
            f"Airflow did not write down what becomes of a message ({type(failed).__name__}), so this try of the "
            f"task sends nothing more. Mostly its supervisor has ended, or Airflow has begun another try; if not, look "
            f"into the log of Airflow's API server."
        ) from None


def _guessed(place: Place, since: float, over: float) -> Mapping[str, Any]:
    """Give what would be written down of a send of which only its place is known."""
    record = Record(state="pending", key=place.key, generation=place.generation, fingerprint="", since=since, over=over)
    return record.model_dump(mode="json")


async def _aside(work: Callable[[], T]) -> T:
    """
    Talk to Airflow in a thread of our own.

    In the event loop's own pool a few writes that wait for Airflow's lock leave no thread for the one that holds it.
    """
    return await asyncio.get_running_loop().run_in_executor(_writer(), work)


@cache
def _writer() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="whop-journal")
