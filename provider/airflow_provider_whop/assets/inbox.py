"""What a run that an inbox started is given: all messages that are not handled yet, each to one successful run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self, overload

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.message import InboxMessage
    from airflow_provider_whop.assets.memory import Memory


class NewMessages(Sequence["InboxMessage"]):
    """
    The messages that a run is given, by time and id; of :func:`new_messages`.

    As a ``with`` block it marks all of them as handled when the block ends well. ``skipped`` are the ids of channels
    that could not be read, ``deleted`` those of messages that were there when the run was started or last ran.
    """

    def __init__(
        self,
        memory: Memory,
        run_id: str,
        work: str,
        messages: Iterable[InboxMessage],
        *,
        skipped: Sequence[str],
        deleted: Sequence[str],
    ) -> None:
        self._memory = memory
        self._run_id = run_id
        self._work = work
        self._messages = tuple(messages)
        self._left = {message.id for message in self._messages}
        self.skipped = tuple(skipped)
        self.deleted = tuple(deleted)

    def handled(self, *messages: InboxMessage) -> None:
        """
        Mark these messages as handled, so that a run that fails later leaves them out for the next.

        With the last of them the run has handled all, and the mark goes on. Not from several tasks at once: one would
        undo what the other has marked.
        """
        left = self._left - {message.id for message in messages}
        state = self._memory.handled()
        if state:
            state = state.done(messages)
            self._memory.keep_handled(state if left else state.over(self._run_id, self._work))
        self._left = left

    def __enter__(self) -> Self:
        """Begin the work."""
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Mark all as handled, unless the work has failed."""
        if kind is None:
            self.handled(*self)

    @overload
    def __getitem__(self, index: int) -> InboxMessage: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[InboxMessage]: ...

    def __getitem__(self, index: int | slice) -> InboxMessage | Sequence[InboxMessage]:
        """Give a message by its place."""
        return self._messages[index]

    def __len__(self) -> int:
        """Count them."""
        return len(self._messages)


def new_messages(
    context: Any, *, asset: str | None = None, include_content: bool = True, instead_of: str | None = None
) -> NewMessages:
    """
    Give a run what is not handled of the inbox that its DAG is scheduled on, whatever its events tell.

    Use it as a ``with`` block in one task, or in several: each task of a run is given the same, and the last one calls
    ``messages.handled(*messages)``. A run that fails leaves what is not handled to the next; one that has succeeded and
    is cleared is given its own again, a mere retry is not. Permissions ``support_chat:read``, ``chat:read``.

    :param context: of the running task.
    :param asset: name of the asset, where the DAG is scheduled on several inboxes.
    :param include_content: give the texts too.
    :param instead_of: id of the DAG that read the asset before and is no more, as where this one was renamed.
    :raises WhopInvalidArgument: the DAG has no inbox, allows two runs at once, or another DAG reads the same asset.
    """
    from airflow_provider_whop.assets.giving import Giving
    from airflow_provider_whop.hooks.outcomes import airflow_outcomes

    with airflow_outcomes():
        giving = Giving(context, asset, instead_of)
        news = giving.news(include_content=include_content)
    deleted = giving.deleted(news)
    return NewMessages(giving.memory, giving.run_id, giving.work, news.messages, skipped=news.skipped, deleted=deleted)
