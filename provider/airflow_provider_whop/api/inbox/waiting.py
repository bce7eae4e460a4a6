"""Looks that are one wait: each begins where the last empty one ended, so that their cost follows the news."""

from __future__ import annotations

from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.watermark import Interval


class Waiting:
    """
    A wait for the messages of an interval, which ends with the first look that finds some.

    :param interval: what is waited for. One that has an end is looked into as a whole.
    """

    def __init__(self, interval: Interval) -> None:
        self.interval = interval
        self._left = interval
        self._skipped: dict[str, None] = {}

    @property
    def left(self) -> Interval:
        """What the next look has to cover."""
        return self._left

    def seen(self, news: News) -> News:
        """Take in what a look into ``left`` has found; gives the news of the whole wait so far."""
        self._skipped |= dict.fromkeys(news.skipped)
        if self.interval.until is None and not news.messages:
            self._left = Interval(since=news.mark)
        whole = self.interval.model_copy(update={"until": news.interval.until})
        return news.model_copy(update={"interval": whole, "skipped": tuple(self._skipped)})
