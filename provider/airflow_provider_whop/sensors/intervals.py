"""The ledger of one sensor in an Airflow Variable: which interval of the inbox the running run has.

Refuses two runs of one sensor at once: each would be given what the other is waiting for.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from airflow.providers.common.compat.sdk import Variable

from airflow_provider_whop._compat import other_states, run_after, variable, variable_key
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.ledger import Ledger, Share
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark

UNDER_WAY = {"scheduled", "queued", "running", "restarting", "deferred", "up_for_retry", "up_for_reschedule"}


class Intervals:
    """
    The intervals of the running sensor; one Variable for each DAG and task, and for each question of a mapped one.

    :param context: of the running task.
    :param wanted: what is waited for. A mapped task is known by that: its number may be another's tomorrow.
    """

    def __init__(self, context: Any, wanted: Wanted) -> None:
        ti = context["ti"]
        self._context = context
        self._asked: Watermark | None = None
        asked = sha256(wanted.model_dump_json().encode()).hexdigest()[:12]
        self._key = variable_key("whop_sensor", ti.dag_id, ti.task_id, asked if ti.map_index >= 0 else -1)
        self.given: tuple[str, ...] = ()
        """What the run was given before; none where it has not succeeded before."""
        self.anew = False
        """Whether no run before this one has kept anything."""

    def begin(self, since: str | None) -> Interval:
        """
        Give the running run its interval, and write down where it begins.

        :param since: where it is to begin, as a person asked for; ISO 8601 with a time zone.
        :raises WhopInvalidArgument: another run of this sensor is under way, or a later one has succeeded.
        """
        ledger = self._read()
        self._refuse_two_at_once(ledger)
        self.anew = not ledger.shares
        self._asked = Watermark.since(since) if since else None
        share = ledger.share(self._run_id, run_after(self._context), self._asked)
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
        ledger, order = self._read(), run_after(self._context)
        if ledger.share(self._run_id, order, self._asked).interval.since != news.interval.since:
            raise WhopInvalidArgument(
                f"While run {self._run_id} waited, another run of this sensor was given its messages: set "
                f"max_active_runs=1 on the DAG."
            )
        ids, number = tuple(message.id for message in news.messages), self._context["ti"].try_number
        share = Share(run_id=self._run_id, order=order, interval=news.interval, ids=ids, try_number=number)
        if not ledger.ended_later(share):
            self._write(ledger.with_share(share))

    @property
    def _run_id(self) -> str:
        return str(self._context["ti"].run_id)

    def _refuse_two_at_once(self, ledger: Ledger) -> None:
        others = ledger.unfinished(self._run_id)
        if others and UNDER_WAY & set(other_states(self._context, others)):
            raise WhopInvalidArgument(
                f"Another run of this sensor is under way ({', '.join(others)}), and each would be given the other's "
                f"messages: set max_active_runs=1 on the DAG."
            )

    def _read(self) -> Ledger:
        return Ledger.model_validate(variable(self._key) or {})

    def _write(self, ledger: Ledger) -> None:
        Variable.set(self._key, ledger.model_dump_json(), description="How far a sensor of the Whop provider has read")
