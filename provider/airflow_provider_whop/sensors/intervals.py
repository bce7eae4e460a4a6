"""The ledger of one sensor in an Airflow Variable: which interval of the inbox the running run has.

Refuses two runs of one sensor at once: each would be given what the other is waiting for.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from airflow_provider_whop._compat import other_states, run_after
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.ledger import Ledger, Share
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.variables import set_variable, variable, variable_key

AHEAD = timedelta(minutes=5)
"""How far the clocks of those who write a ``since`` may be apart."""

UNDER_WAY = {"scheduled", "queued", "running", "restarting", "deferred", "up_for_retry", "up_for_reschedule"}
IN_VAIN = {"failed", "skipped", "upstream_failed"}
"""How a task ends that has done nothing. A run that was timed out or marked as failed has its tasks skipped."""


class Intervals:
    """
    The intervals of the running sensor; one Variable for each DAG and task, and for each question of a mapped one.

    :param context: of the running task.
    :param wanted: what is waited for. A mapped task is known by that: its number may be another's tomorrow.
    """

    def __init__(self, context: Any, wanted: Wanted) -> None:
        ti = context["ti"]
        self._context = context
        self._since: Watermark | None = None
        self._question = wanted.digest
        self._key = variable_key("whop_sensor", ti.dag_id, ti.task_id, self._question if ti.map_index >= 0 else -1)
        self.given: tuple[str, ...] = ()
        """What the run was given before; none where it has not succeeded before."""
        self.anew = False
        """Whether no run before this one has kept anything."""

    def begin(self, since: str | None) -> Interval:
        """
        Give the running run its interval, and write down where it begins.

        :param since: where it is to begin, as a person asked for; ISO 8601 with a time zone.
        :raises WhopInvalidArgument: another run of this sensor is under way, or a later one has succeeded; ``since`` is
            no time, or one that is still to come.
        """
        ledger = self._without_what_was_given_in_vain(self._read())
        self._refuse_two_at_once(ledger)
        self.anew = not ledger.shares
        self._since = _past(since) if since else None
        share = ledger.share(self._asking(), self._since)
        if share not in ledger.shares:
            self._write(ledger.with_share(share))
        self.given = share.ids
        return share.interval

    def end(self, news: News) -> None:
        """
        Write down where the interval of the running run ends, and what was in it: the run has succeeded.

        :raises WhopInvalidArgument: so has another run that began at the same time, with the same messages.
        """
        if self.given:
            return  # it had succeeded before
        ledger = self._read()
        share = ledger.share(self._asking(), self._since)
        if share.interval.since != news.interval.since:
            raise WhopInvalidArgument(
                f"While run {self._run_id} waited, another run of this sensor was given its messages: set "
                f"max_active_runs=1 on the DAG."
            )
        ids = tuple(message.id for message in news.messages)
        share = self._asking().model_copy(
            update={"interval": news.interval, "ids": ids, "since_given": share.since_given}
        )
        if not ledger.ended_later(share):
            self._write(ledger.with_share(share))

    @property
    def _run_id(self) -> str:
        return str(self._context["ti"].run_id)

    def _asking(self) -> Share:
        """Give what there is to know of the running run before it has a share."""
        ti, order = self._context["ti"], run_after(self._context)
        return Share(
            run_id=self._run_id,
            order=order,
            interval=Interval(since=Watermark.since(order)),
            try_number=ti.try_number,
            map_index=ti.map_index,
            question=self._question,
        )

    def _without_what_was_given_in_vain(self, ledger: Ledger) -> Ledger:
        """
        Take back what a sensor was given in vain, as where it was killed before Airflow had the end.

        A task that has ended so has no tries left, so nobody works on these messages unless they are given again.
        """
        last = ledger.last(self._question)
        if last is None or last.run_id == self._run_id or self._state_in(last) not in IN_VAIN:
            return ledger
        return self._without_what_was_given_in_vain(ledger.with_share(last.undone()))

    def _state_in(self, share: Share) -> str | None:
        return other_states(self._context, [share.run_id], share.map_index).get(share.run_id)

    def _refuse_two_at_once(self, ledger: Ledger) -> None:
        others = ledger.unfinished(self._run_id)
        if others and UNDER_WAY & {*other_states(self._context, others).values()}:
            raise WhopInvalidArgument(
                f"Another run of this sensor is under way ({', '.join(others)}), and each would be given the other's "
                f"messages: set max_active_runs=1 on the DAG."
            )

    def _read(self) -> Ledger:
        kept = variable(self._key)
        try:
            return Ledger() if kept is None else Ledger.model_validate(kept)
        except ValueError:
            raise RuntimeError(
                f"Airflow's Variable {self._key} holds no intervals of a sensor: delete it to begin anew."
            ) from None

    def _write(self, ledger: Ledger) -> None:
        kept = ledger.model_dump(mode="json")
        set_variable(self._key, kept, "How far a sensor of the Whop provider has read")


def _past(since: str) -> Watermark:
    """Read a ``since``; one that is to come would stand in the way of all later runs."""
    mark = Watermark.since(since)
    if mark.at > datetime.now(UTC) + AHEAD:
        raise WhopInvalidArgument(f"since must be a time that has come, not {since!r}.", param="since")
    return mark
