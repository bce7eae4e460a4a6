"""Finds what a run is to be given of its DAG's inbox; refuses where two would be given the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import closing
from typing import Any

from airflow_provider_whop._compat import run_after
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.handled import Handled
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.watermark import Watermark
from airflow_provider_whop.assets.memory import Memory
from airflow_provider_whop.hooks.place import generation_of, identity
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger


class Giving:
    """
    What one run is given.

    :param context: of the running task.
    :param asset: name of the asset, where the DAG is scheduled on several inboxes.
    :param instead_of: id of the DAG whose place this one takes.
    :raises WhopInvalidArgument: the DAG has no inbox, allows two runs at once, or another DAG reads the same asset.
    """

    def __init__(self, context: Any, asset: str | None, instead_of: str | None = None) -> None:
        self._context = context
        self._instead_of = instead_of
        self.run_id = str(context["ti"].run_id)
        self.work = _work(context)
        _refuse_two_at_once(context["dag"])
        self._watcher = _watcher(context["dag"], asset)
        self._hook = WhopHook(self._watcher.whop_conn_id)
        self.memory = Memory(self._watcher.asset)
        self._state = self._how_far()

    def news(self, *, include_content: bool) -> News:
        """Look, and note what the run is given; a run that is given nothing has no more to do."""
        watcher = self._watcher
        with closing(self._hook) as hook:
            client = hook.get_conn()
            wanted = watcher.wanted(client.settings)
            inbox = Inbox(client.ask, wanted, overlap=watcher.overlap, include_content=include_content)
            news = client.run(inbox.news(self._state.interval(self.run_id, self.work)))
        return self._noted(news)

    def _noted(self, news: News) -> News:
        """
        Write down what the run is given, once, and over what others have marked during the look.

        Of tasks that look for the first time at once, the one that is quickest to write decides what all are given.
        """
        state = before = self.memory.handled() or self._state
        state = state.giving(self.run_id, news)
        given = state.given(self.run_id)
        messages = tuple(message for message in news.messages if given is None or given.interval.holds(message))
        if not messages:
            state = state.over(self.run_id, self.work)
        if state != before:
            self.memory.keep_handled(state)
        return news.model_copy(update={"messages": messages})

    def deleted(self, news: News) -> list[str]:
        """Name, once in the log, the messages that were to be handled and are gone, as far as that can be told."""
        own = () if news.skipped else self._state.expected(self.run_id, self.work)  # who knows in which channel
        expected = {*own, *self._told(news.skipped)}
        gone = sorted(expected - {message.id for message in news.messages})
        if gone:
            self._hook.log.warning("Messages that have been deleted meanwhile: %s", ", ".join(gone))
        return gone

    def _how_far(self) -> Handled:
        """Give how far the DAG has come; before its first run, where the watch began, or the run's own time."""
        state, dag_id = self.memory.handled(), self._context["dag"].dag_id
        if state is None:
            told = self.memory.told()
            state = Handled(dag_id=dag_id, mark=told.since if told else Watermark.since(run_after(self._context)))
        return state if state.dag_id == dag_id else self._taken_over(state, dag_id)

    def _taken_over(self, state: Handled, dag_id: str) -> Handled:
        if self._instead_of != state.dag_id:
            raise WhopInvalidArgument(
                f"What asset {self._watcher.asset!r} has to tell is given to DAG {state.dag_id}, and would be given to "
                f"{dag_id} no more: give each DAG an asset of its own; they share one poll. If {dag_id} takes the "
                f"place of {state.dag_id}, say new_messages(context, instead_of={state.dag_id!r})."
            )
        self.memory.keep_handled(taken := Handled(dag_id=dag_id, mark=state.mark))
        return taken

    def _told(self, skipped: Collection[str]) -> Iterator[str]:
        """Give the ids that the run's events tell of, less what is handled and what nobody could look for."""
        for payload in self._payloads():
            for message in _messages(payload):
                if not self._state.mark.covers(message) and message.channel_id not in skipped:
                    yield message.id

    def _payloads(self) -> Iterator[Any]:
        events = self._context.get("triggering_asset_events") or {}
        for asset in events:
            if getattr(asset, "name", None) == self._watcher.asset:
                yield from ((event.extra or {}).get("payload") for event in events[asset])


def _messages(payload: Any) -> list[InboxMessage]:
    """Read an event's payload; one that a person made by hand may hold anything, and tells of nothing."""
    try:
        return [InboxMessage.model_validate(message) for message in payload["messages"]]
    except (TypeError, KeyError, ValueError):
        return []


def _work(context: Any) -> str:
    """Name the running task and the generation of its tries: a retry does the same work, a cleared task new one."""
    _, _, task_id, map_index = identity(context)
    if hasattr(context["ti"], "max_tries"):
        return f"{task_id}.{map_index}.{generation_of(context)}"
    return f"{task_id}.{map_index}.run {context['dag_run'].clear_number}"  # Airflow before 3.0.6 tells no more


def _refuse_two_at_once(dag: Any) -> None:
    if dag.max_active_runs != 1:
        raise WhopInvalidArgument(
            f"DAG {dag.dag_id} may have {dag.max_active_runs} runs at once, and each would be given the same messages: "
            f"set max_active_runs=1 on it."
        )


def _watcher(dag: Any, asset: str | None) -> WhopSupportMessageEventTrigger:
    """Find the trigger that watches an asset which the DAG is scheduled on."""
    watched = dict(_watched(getattr(dag.timetable, "asset_condition", None)))  # one may stand in it twice
    found = [pair for pair in watched.items() if asset in (None, pair[0])]
    if len(found) != 1:
        names = ", ".join(watched) or "none"
        raise WhopInvalidArgument(
            f"DAG {dag.dag_id} has to be scheduled on one asset with a WhopSupportMessageEventTrigger, or name one of "
            f"several with new_messages(context, asset=…); found: {names}.",
            param="asset",
        )
    name, trigger = found[0]
    if name != trigger.asset:
        raise WhopInvalidArgument(
            f"The watcher of asset {name!r} was made with asset={trigger.asset!r}: give each asset a trigger of its "
            f"own.",
            param="asset",
        )
    return trigger


def _watched(condition: Any) -> Iterator[tuple[str, WhopSupportMessageEventTrigger]]:
    """Give the assets of a schedule that our triggers watch."""
    for part in getattr(condition, "objects", ()):
        yield from _watched(part)
    for watcher in getattr(condition, "watchers", ()):
        if isinstance(watcher.trigger, WhopSupportMessageEventTrigger):
            yield condition.name, watcher.trigger
