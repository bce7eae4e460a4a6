"""When is a DAG to be woken for its inbox? When there is news, and again while what it was woken for is not handled.

Counts looks, not seconds, and asks nobody: it is told what was found and how far the DAG has come.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.watermark import Watermark

LONGEST_PAUSE = 16


class Told(BaseModel):
    """
    What outlives a bell.

    :param since: where the watch over the inbox began.
    :param mark: covers what was rung for; None before the first ring.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    since: Watermark
    mark: Watermark | None = None


class Bell:
    """
    The bell of one DAG.

    Airflow keeps an event back that arrives between two looks of its scheduler, until there is another. So the bell
    rings again, after one look, two, four and so on, as long as anything that it has told of is not handled; what is
    new rings at once.

    :param mark: what it covers need not be told; it goes on with each look.
    :param rung: covers what a bell before this one, of the same DAG, has told of.
    """

    def __init__(self, mark: Watermark, rung: Watermark | None = None) -> None:
        self.mark = mark
        self._rung = rung
        self._waiting: tuple[InboxMessage, ...] = ()
        self._pause = 1
        self._looks_left = 1 if rung is None else 2

    @property
    def waiting(self) -> tuple[InboxMessage, ...]:
        """What was told of and is not handled yet, by time and id."""
        return self._waiting

    @property
    def rests(self) -> bool:
        """Whether there is nothing to ring for again, now or by what an earlier bell has told of."""
        return not self._waiting and self._rung is None

    def go_on(self, mark: Watermark) -> None:
        """Go on to the end of a look that has found nothing, while this bell rests."""
        self.mark = mark if mark.at >= self.mark.at and not self.mark.seen else self.mark.joined(mark)

    def news(self, news: News) -> tuple[InboxMessage, ...]:
        """Give what a look has found that this bell has not heard of."""
        return tuple(message for message in news.messages if not self.mark.covers(message))

    def heard(self, news: News, handled: Watermark | None) -> bool:
        """
        Take in what a look has found; tells whether to ring for all that is ``waiting``.

        :param handled: how far the DAG has come by now; None if it has handled nothing.
        """
        fresh = self.news(news)
        if news.interval.until:
            self.mark = self.mark.advanced(news.interval.until.at, fresh)
        self._waiting = _without(handled, (*self._waiting, *fresh))
        told = self._rung is not None and all(map(self._rung.covers, fresh))
        self._rung = None
        return self._rings(new=bool(fresh) and not told) if self._waiting else self._rests()

    def _rings(self, *, new: bool) -> bool:
        self._looks_left -= 1
        if self._looks_left > 0 and not new:
            return False
        self._pause = 1 if new else min(2 * self._pause, LONGEST_PAUSE)
        self._looks_left = self._pause
        return True

    def _rests(self) -> bool:
        self._pause = self._looks_left = 1
        return False


def _without(handled: Watermark | None, messages: Iterable[InboxMessage]) -> tuple[InboxMessage, ...]:
    """Give those that are not handled, each once, in order."""
    kept = {message.id: message for message in messages if handled is None or not handled.covers(message)}
    return tuple(sorted(kept.values(), key=lambda message: (message.created_at, message.id)))
