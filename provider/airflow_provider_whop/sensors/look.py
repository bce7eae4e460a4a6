"""A sensor's look at Whop while its process lasts: one client, one inbox, one interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from airflow_provider_whop.api.errors import WhopNotFound
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.waiting import Waiting
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.hooks.outcomes import airflow_outcomes
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.sensors.intervals import Intervals


class Look:
    """
    Looks for what a sensor waits for; to be closed.

    :param context: of the running task.
    :param wanted: says what that is, told the connection's settings.
    """

    def __init__(
        self,
        hook: WhopHook,
        context: Any,
        wanted: Callable[[Settings], Wanted],
        *,
        since: str | None,
        overlap: float,
        include_content: bool,
    ) -> None:
        self._hook = hook
        with airflow_outcomes():
            self._client = hook.get_conn()
            self.wanted = wanted(self._client.settings)
            self._intervals = Intervals(context, self.wanted)
            self.interval = self._intervals.begin(since)
            self._waiting = Waiting(self.interval)
            self._inbox = Inbox(self._client.ask, self.wanted, overlap=overlap, include_content=include_content)
        if self._intervals.anew:
            hook.log.info("No run of this sensor has kept anything yet: it begins at %s", self.interval.since.at)

    def news(self) -> News:
        """Look once; after an empty look, only for what has come since."""
        with airflow_outcomes():
            return self._waiting.seen(self._client.run(self._inbox.news(self._waiting.left)))

    def given(self, news: News) -> dict[str, Any]:
        """Close the interval of the run; gives what goes to XCom."""
        self._intervals.end(news)
        missing = {*self._intervals.given} - {message.id for message in news.messages}
        deleted = [] if news.skipped else sorted(missing)  # of what is in a channel that was skipped, nothing is known
        if deleted:
            self._hook.log.warning("Messages that have been deleted since this run was given them: %s", deleted)
        return {**news.model_dump(mode="json"), "deleted": deleted}

    def with_texts(self, messages: Iterable[InboxMessage]) -> Iterator[InboxMessage]:
        """Read the texts, which no event carries: events are logged, and stored in clear."""
        for message in messages:
            try:
                yield message.model_copy(update={"content": self._hook.get_message(message.id).content})
            except WhopNotFound:
                self._hook.log.warning("Message %s of channel %s has been deleted", message.id, message.channel_id)

    def close(self) -> None:
        """Close the client."""
        self._hook.close()
