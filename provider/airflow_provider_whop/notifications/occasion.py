"""What Airflow calls a callback for, told from what it hands over: a task, a run, a missed deadline or SLA. A value.

Both calls of a callback that Airflow makes twice have the same occasion, though they be made in different processes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from time import time
from typing import Any, NamedTuple

LONGEST_AGO = 86400.0
"""Seconds within which a second call of a callback is known for one."""
FAILED = "failed"
AGAIN = "up_for_retry"


class Occasion(NamedTuple):
    """
    What has happened.

    :param state: in Airflow's word; of a run ``success`` or ``failed``, else ``deadline`` or ``sla``.
    :param what: tells occasions of one state apart: the number of the try, the id of the deadline, the tasks of an SLA.
    :param run_began: names the run among those of all Airflows that have its id; Unix seconds, 0 where not told.
    :param began: nothing was sent of it before; Unix seconds, 0 where not told.
    :param log_url: of the task in Airflow's UI, for a run of the task that decided it.
    """

    dag_id: str
    run_id: str
    state: str
    task_id: str = ""
    map_index: int = -1
    what: str = ""
    run_began: float = 0.0
    began: float = 0.0
    log_url: str = ""

    @property
    def identity(self) -> tuple[str, str, str, int]:
        """Name the task, or the run: then without a task."""
        return self.dag_id, self.run_id, self.task_id, self.map_index

    def name(self, channel_id: str, written: str | None) -> str:
        """Name the message among those of its task or run: ``written`` is its text before anything was rendered."""
        state = FAILED if self.state == AGAIN else self.state  # a task that died is not asked which of them it was
        return json.dumps([state, self.what, channel_id, written])

    def since(self) -> float:
        """Tell when the first call can first have been made, in Unix seconds."""
        return max(self.began, time() - LONGEST_AGO)


def occasion_of(context: Any) -> Occasion:
    """Read the context of a callback."""
    if "deadline" in context:
        return _of_deadline(context["dag_run"], context["deadline"])
    if "task_list" in context:
        return Occasion(context["dag"].dag_id, run_id="", state="sla", what=str(context["task_list"]))
    if "ti" in context and "reason" not in context:
        return _of_task(context["ti"], context.get("dag_run"))
    return _of_run(context)


def _of_task(ti: Any, run: Any) -> Occasion:
    return Occasion(
        ti.dag_id,
        ti.run_id,
        str(getattr(ti.state, "value", ti.state) or FAILED),  # Airflow does not tell it of a task whose process died
        task_id=ti.task_id,
        map_index=ti.map_index,
        what=str(ti.try_number),
        run_began=_seconds(getattr(run, "start_date", None)),
        began=_seconds(getattr(ti, "start_date", None)),
        log_url=ti.log_url,
    )


def _of_run(context: Any) -> Occasion:
    """Read of a whole run; its context holds one of its tasks, the last, which need not be the one that failed."""
    run, ti, dag = context.get("dag_run"), context.get("ti"), context.get("dag")
    began = _seconds(getattr(run, "start_date", None))
    return Occasion(
        getattr(dag, "dag_id", "") or ti.dag_id,
        context.get("run_id") or run.run_id,
        "success" if context.get("reason") == "success" else FAILED,
        run_began=began,
        began=began,
        log_url=getattr(ti, "log_url", ""),
    )


def _of_deadline(run: Mapping[str, Any], deadline: Mapping[str, Any]) -> Occasion:
    """Read what the triggerer and the executor get: JSON."""
    began = _seconds(run.get("start_date"))
    return Occasion(
        run["dag_id"], run["dag_run_id"], "deadline", what=str(deadline["id"]), run_began=began, began=began
    )


def _seconds(moment: datetime | str | None) -> float:
    told = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return told.timestamp() if told else 0.0
