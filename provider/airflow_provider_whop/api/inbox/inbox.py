"""Which messages are new? The question as somebody asks it again and again. It keeps no mark: who asks does.

A channel that refuses us is skipped, and holds the mark back only where no other was read. Anything else that fails,
fails the look as a whole.
"""

from __future__ import annotations

from math import inf

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.asked import Asked
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.skipping import Skipping
from airflow_provider_whop.api.inbox.sweep import Sweep
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval
from airflow_provider_whop.api.wire import Steps

OVERLAP = 30.0
"""Seconds within which a message that was created is trusted to show in Whop's lists."""
MOST_OVERLAP = 86_400


class Inbox:
    """
    A support inbox, or some channels, to be looked into; lives as long as somebody waits for messages.

    :param ask: a client's ``ask``.
    :param wanted: which messages count.
    :param overlap: seconds within which a message that was created shows in Whop's lists; so much is read again.
    :param include_content: give the texts too.
    :raises WhopInvalidArgument: ``overlap`` is no number of seconds, or more than a day.
    """

    def __init__(self, ask: Ask, wanted: Wanted, *, overlap: float = OVERLAP, include_content: bool = False) -> None:
        if not isinstance(overlap, (int, float)) or not 0 <= overlap < inf:
            raise WhopInvalidArgument(
                f"overlap must be a number of seconds from 0 on, not {overlap!r}.", param="overlap"
            )
        if overlap > MOST_OVERLAP:
            raise WhopInvalidArgument("overlap must be no more than a day (86400 seconds).", param="overlap")
        self._ask = ask
        self._wanted = wanted
        self._overlap = overlap
        self._include_content = include_content
        self._named: set[str] = set()

    def news(self, interval: Interval) -> Steps[News]:
        """
        Find the wanted messages of an interval, and give it an end if it has none.

        Permissions ``support_chat:read``, and ``chat:read`` where the key's version asks that for messages. The new
        mark is never later than Whop's time when the first page was asked for, less the overlap. An interval that has
        an end is found whole from ``overlap`` after that end on.

        :raises WhopForbidden: the key may not list support channels, or may read messages in none.
        :raises WhopNotFound: there is no such company, or none of the channels named in ``wanted``.
        :raises WhopError: anything else that went wrong; nothing is lost when the same is asked again.
        """
        asked, skipping = Asked(), Skipping(self._named)
        sweep = Sweep(
            wanted=self._wanted,
            interval=interval,
            ask=lambda call: asked.watching(self._ask(call)),
            skipping=skipping,
            settled=lambda: asked.before(self._overlap),
            include_content=self._include_content,
        )
        found = yield from sweep.messages()
        closed = interval.closed(None if skipping.blind else asked.before(self._overlap), found)
        return News(messages=tuple(found), interval=closed, skipped=tuple(skipping.ids), asked_at=asked.before(0))
