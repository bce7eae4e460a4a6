"""Which interval of an inbox belongs to which run of a sensor. A value, JSON in and out; knows no Airflow and no clock.

A run's interval begins where that of the newest succeeded run ended, so none is left out and none is read twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
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
    :param map_index: which of a mapped sensor's; None where that was not written down.
    :param question: digest of what was asked, which may be another for each run; empty where that was not written
        down, and then it counts for any.
    :param since_given: a person asked for where the interval begins, which tells nothing of where other runs do.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    run_id: str
    order: Utc
    interval: Interval
    ids: tuple[str, ...] = ()
    try_number: int = 0
    map_index: int | None = None
    question: str = ""
    since_given: bool = False

    @property
    def over(self) -> bool:
        """Whether the run has succeeded."""
        return self.interval.until is not None

    @property
    def begins(self) -> Watermark:
        """Where those begin that follow the first of all runs, if it is this one and it has not succeeded."""
        return Watermark.since(self.order) if self.since_given else self.interval.since

    def asks(self, question: str) -> bool:
        """Tell whether the run asked this."""
        return self.question in ("", question)

    def undone(self) -> Self:
        """Give what it was before the run succeeded."""
        return self.model_copy(update={"interval": Interval(since=self.interval.since), "ids": ()})


class Ledger(BaseModel):
    """The shares of the newest runs of one sensor, in the order of the runs."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    shares: tuple[Share, ...] = ()

    def share(self, asking: Share, since: Watermark | None = None) -> Share:
        """
        Give a run its share: again the one that it had, else what follows the newest succeeded run before it.

        :param asking: what is known of the run; its interval begins where the first of all runs would.
        :param since: what a person asked for instead.
        :raises WhopInvalidArgument: a later run has succeeded, and has been given what this one would read.
        """
        own = self.of(asking.run_id)
        if own and (own.over or _was_given_its_since(own, asking.try_number, since)):
            return own
        if since:
            return asking.model_copy(update={"interval": Interval(since=since), "since_given": True})
        self._refuse_an_older(asking)
        return asking.model_copy(update={"interval": Interval(since=self._follows(asking.question) or asking.begins)})

    def of(self, run_id: str) -> Share | None:
        """Give the share that a run had."""
        return next((share for share in self.shares if share.run_id == run_id), None)

    def last(self, question: str) -> Share | None:
        """Give the share of the newest run that has succeeded."""
        return next((share for share in reversed(self.shares) if share.over and share.asks(question)), None)

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
        own = self.of(share.run_id)
        return own is not None and own.over and own.try_number > share.try_number

    def _follows(self, question: str) -> Watermark | None:
        """
        Give where the next interval begins: where all that was given ends; until there is some, where the first did.

        So it is for the runs that asked the same. Where none did, those that asked something else tell.
        """
        same = [share for share in self.shares if share.asks(question)] or self.shares
        ends = [share.interval.until for share in same if share.interval.until]
        return reduce(Watermark.joined, ends) if ends else _first(same)

    def _refuse_an_older(self, asking: Share) -> None:
        same = (share for share in self.shares if share.over and share.asks(asking.question))
        later = next((share.run_id for share in same if share.order > asking.order), None)
        if later:
            raise WhopInvalidArgument(
                f"Run {later} is later than run {asking.run_id}, has succeeded, and was given the messages of both: "
                f"clear that one to have them again, or give this sensor a since.",
                param="since",
            )


def _was_given_its_since(own: Share, try_number: int, since: Watermark | None) -> bool:
    """Tell whether this very try has begun already: it goes on there, though a template may give another time now."""
    return own.try_number == try_number and (own.since_given or since is not None)


def _first(shares: Iterable[Share]) -> Watermark | None:
    """Give where the first run began; of one that was told where, only its own time is known."""
    known = sorted(shares, key=lambda share: share.since_given)
    return known[0].begins if known else None
