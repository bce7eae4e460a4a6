"""Which interval of an inbox belongs to which run of a sensor. A value, JSON in and out; knows no Airflow and no clock.

A run's interval begins where that of the newest succeeded run ended, so none is left out and none is read twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.watermark import Interval, Utc, Watermark

MOST_RUNS = 50
MOST_BYTES = 48_000
"""What one value in Airflow's stores may take; it warns above 65,535."""

M = TypeVar("M", bound=BaseModel)


def newest(values: Sequence[M]) -> tuple[M, ...]:
    """Give the last of these values: as many as are kept, and the very last whatever it takes."""
    sizes = accumulate(len(value.model_dump_json()) for value in reversed(values))
    fits = sum(1 for size in sizes if size <= MOST_BYTES)
    return tuple(values[-max(1, min(fits, MOST_RUNS)) :])


class Share(BaseModel):
    """
    What one run has of the inbox.

    :param order: the place of the run among the others; a time (UTC).
    :param interval: with an end once the run has succeeded.
    :param ids: the messages that it was given then.
    :param try_number: the try of its sensor that wrote this down.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    run_id: str
    order: Utc
    interval: Interval
    ids: tuple[str, ...] = ()
    try_number: int = 0

    @property
    def over(self) -> bool:
        """Whether the run has succeeded."""
        return self.interval.until is not None


class Ledger(BaseModel):
    """The shares of the newest runs of one sensor."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    shares: tuple[Share, ...] = ()

    def share(self, run_id: str, order: datetime, since: Watermark | None) -> Share:
        """
        Give a run its share: again the one that it had, else what follows the newest succeeded run before it.

        :param order: the run's own time, and where the first of all runs begins.
        :param since: what a person asked for instead.
        :raises WhopInvalidArgument: a later run has succeeded, and has been given what this one would read.
        """
        own = next((share for share in self.shares if share.run_id == run_id), None)
        if own and own.over:
            return own
        if since:
            return Share(run_id=run_id, order=order, interval=Interval(since=since))
        self._refuse_an_older(run_id, order)
        return Share(run_id=run_id, order=order, interval=Interval(since=self._follows() or Watermark.since(order)))

    def unfinished(self, run_id: str) -> list[str]:
        """Name the other runs that have begun and not succeeded."""
        return [share.run_id for share in self.shares if share.run_id != run_id and not share.over]

    def with_share(self, share: Share) -> Self:
        """Give the ledger with this share in its place, and without the oldest ones."""
        if share in self.shares:  # of runs of the same time the last is the one that ended last, not one cleared since
            return self
        others = (kept for kept in self.shares if kept.run_id != share.run_id)
        ordered = sorted((*others, share), key=lambda kept: kept.order)
        return type(self)(shares=newest(ordered))

    def ended_later(self, share: Share) -> bool:
        """Tell whether a later try of the same run has ended: what an earlier one still says is not what was given."""
        others = (kept for kept in self.shares if kept.run_id == share.run_id and kept.over)
        return any(kept.try_number > share.try_number for kept in others)

    def _follows(self) -> Watermark | None:
        """Give where the next interval begins: at the newest end; until there is one, where the first run began."""
        ends = [share.interval.until for share in self.shares if share.interval.until]
        begins = [share.interval.since for share in self.shares]
        return ends[-1] if ends else next(iter(begins), None)

    def _refuse_an_older(self, run_id: str, order: datetime) -> None:
        later = next((share.run_id for share in self.shares if share.over and share.order > order), None)
        if later:
            raise WhopInvalidArgument(
                f"Run {later} is later than run {run_id}, has succeeded, and was given the messages of both: clear "
                f"that one to have them again, or give this sensor a since.",
                param="since",
            )
