"""The trigger behind a deferred sensor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent

from airflow_provider_whop.triggers.support import classpath

KEPT = ("wanted", "interval", "overlap", "poll_interval", "whop_conn_id", "max_failures")


class WhopSupportMessageTrigger(BaseTrigger):
    """
    Wait for new messages, for a deferred sensor. Nothing of it is templated: the sensor has rendered it.

    Permission ``chat:read``, or the one of the channel's kind; ``support_chat:read`` too for the inbox of a company.
    All that wait with one connection in a triggerer share a client, the rate limit, and the answers to what several of
    them ask. What may pass (no answer, 5xx, a rate limit) is ridden out; what asking again cannot mend ends the wait at
    once. It raises nothing: its event has the sentence.
    Source: https://docs.whop.com/api-reference/legacy/messages/list-messages

    :param wanted: a ``Wanted`` as JSON, perhaps of a later version.
    :param interval: an ``Interval`` without an end, as JSON.
    :param overlap: seconds within which Whop shows a message in its lists.
    :param poll_interval: seconds between two looks.
    :param whop_conn_id: connection of type ``whop``.
    :param max_failures: looks in a row that may fail.
    """

    def __init__(
        self,
        *,
        wanted: dict[str, Any],
        interval: dict[str, Any],
        overlap: float = 30.0,
        poll_interval: float = 60.0,
        whop_conn_id: str = "whop_default",
        max_failures: int = 10,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.wanted = wanted
        self.interval = interval
        self.overlap = overlap
        self.poll_interval = poll_interval
        self.whop_conn_id = whop_conn_id
        self.max_failures = max_failures

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Give what makes this trigger again."""
        return classpath(self), {name: getattr(self, name) for name in KEPT}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look until there is something new."""
        from airflow_provider_whop.api.inbox.wanted import Wanted
        from airflow_provider_whop.api.inbox.watermark import Interval
        from airflow_provider_whop.triggers.looking import Looking

        looking = Looking(self.whop_conn_id, lambda _: Wanted.kept(self.wanted), self.overlap, self.poll_interval)
        interval = Interval.model_validate(self.interval)
        yield TriggerEvent(await looking.ended(interval, failures=self.max_failures))  # type: ignore[no-untyped-call]
