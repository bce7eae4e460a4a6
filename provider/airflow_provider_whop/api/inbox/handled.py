"""Up to where the messages of an inbox are handled, and which run was given which. A value; knows no Airflow, no clock.

For runs that an inbox starts: what a run is given counts as handled when its work is done, not when it is given.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import BaseModel, ConfigDict

from airflow_provider_whop.api.inbox.ledger import newest
from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark


class Given(BaseModel):
    """
    What one run was given.

    :param interval: of the inbox; it has an end.
    :param ids: the messages in it, to tell which of them were deleted when they are asked for again.
    :param done_by: the work that is done with them: for each task that has marked all, and was cleared and did so
        again, its name and the generation of its tries.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    run_id: str
    interval: Interval
    ids: tuple[str, ...] = ()
    done_by: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the run's work with them is done."""
        return bool(self.done_by)


class Handled(BaseModel):
    """
    How far a DAG has come with an inbox.

    :param dag_id: the one DAG that reads it.
    :param mark: covers what is handled, of whichever run.
    :param runs: what the newest runs were given, in the order in which they asked.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    dag_id: str
    mark: Watermark
    runs: tuple[Given, ...] = ()

    def given(self, run_id: str) -> Given | None:
        """Give what a run was given before."""
        return next((given for given in self.runs if given.run_id == run_id), None)

    def interval(self, run_id: str, work: str) -> Interval:
        """
        Give what a run has to look into.

        A run whose work was done and that is cleared is given all of its own again; a try that follows the one which
        did that same work, nothing. One that was given messages and has not done its work is given what is left of
        them, by itself or by later runs; any other, all that is left.
        """
        own = self.given(run_id)
        if own is None:
            return Interval(since=self.mark)
        if work in own.done_by and own.interval.until:
            return Interval(since=own.interval.until, until=own.interval.until)
        return own.interval if own.over else Interval(since=self.mark, until=own.interval.until)

    def expected(self, run_id: str, work: str) -> frozenset[str]:
        """Name the messages that a run was given before and should find again, if they are still there."""
        own = self.given(run_id)
        if own is None or work in own.done_by or not (own.over or own.interval.since.at == self.mark.at):
            return frozenset()  # later runs have gone on, with what this one has left
        return frozenset(own.ids) - (frozenset() if own.over else self.mark.seen.keys())

    def giving(self, run_id: str, news: News) -> Self:
        """Note what a run is given; what it was given first is its own for good."""
        if self.given(run_id):
            return self
        given = Given(run_id=run_id, interval=news.interval, ids=tuple(message.id for message in news.messages))
        return self.model_copy(update={"runs": newest((*self.runs, given))})

    def done(self, messages: Iterable[InboxMessage]) -> Self:
        """Note that some messages are handled."""
        return self.model_copy(update={"mark": self.mark.advanced(None, messages)})

    def over(self, run_id: str, work: str) -> Self:
        """Note that a run has handled all that it was given, and by which work."""
        runs = tuple(_done_by(given, work) if given.run_id == run_id else given for given in self.runs)
        own = self.given(run_id)
        mark = self.mark.joined(own.interval.until) if own and own.interval.until else self.mark
        return self.model_copy(update={"runs": runs, "mark": mark})


def _done_by(given: Given, work: str) -> Given:
    return given.model_copy(update={"done_by": tuple(dict.fromkeys((*given.done_by, work)))})
