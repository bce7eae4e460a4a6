"""Answers what is asked of an Airflow 2, by its models in its environment: a line of JSON in, a line of JSON out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from airflow.api.common.trigger_dag import trigger_dag
from airflow.models import DagBag, DagModel, DagRun, TaskInstance, XCom
from airflow.models.serialized_dag import SerializedDagModel
from airflow.models.taskinstance import clear_task_instances
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState


def knows(dag_id: str) -> bool:
    """Tell whether a DAG has been parsed."""
    return DagModel.get_dagmodel(dag_id) is not None and SerializedDagModel.has_dag(dag_id)


def switch_on(dag_id: str) -> None:
    """Unpause a DAG."""
    DagModel.get_dagmodel(dag_id).set_is_paused(is_paused=False)


def trigger(dag_id: str, conf: dict[str, Any]) -> str:
    """Start a run; gives its id."""
    return str(trigger_dag(dag_id, conf=conf, replace_microseconds=False).run_id)


def state(dag_id: str, run_id: str) -> str:
    """Give the state of a run."""
    return str(_run(dag_id, run_id).state)


def tasks(dag_id: str, run_id: str) -> list[dict[str, Any]]:
    """Give the task instances of a run."""
    names = ("task_id", "map_index", "state", "try_number", "max_tries")
    return [{name: getattr(task, name) for name in names} for task in _run(dag_id, run_id).get_task_instances()]


def all_tasks() -> list[dict[str, Any]]:
    """Give the task instances of all runs of all DAGs, older runs first."""
    with create_session() as session:
        found = session.query(TaskInstance).join(TaskInstance.dag_run).order_by(DagRun.id).all()
        return [
            {
                "dag_id": task.dag_id,
                "dag_run_id": task.run_id,
                "task_id": task.task_id,
                "state": task.state,
                "try_number": task.try_number,
            }
            for task in found
        ]


def clear(dag_id: str, run_id: str, task_ids: list[str]) -> None:
    """Clear tasks, and let their run go on."""
    with create_session() as session:
        of_run = session.query(TaskInstance).filter_by(dag_id=dag_id, run_id=run_id)
        tasks = of_run.filter(TaskInstance.task_id.in_(task_ids)).all()
        clear_task_instances(tasks, session, dag=_dag(dag_id))


def mark(dag_id: str, run_id: str, task_id: str, to: str) -> None:
    """Set a task's state."""
    _dag(dag_id).set_task_instance_state(task_id=task_id, run_id=run_id, state=TaskInstanceState(to))


def xcom(dag_id: str, run_id: str, task_id: str, map_index: int) -> Any:
    """Give what a task returned."""
    return XCom.get_one(dag_id=dag_id, run_id=run_id, task_id=task_id, map_index=map_index, key="return_value")


def _dag(dag_id: str) -> Any:
    return DagBag(read_dags_from_db=True).get_dag(dag_id)


def _run(dag_id: str, run_id: str) -> Any:
    return DagRun.find(dag_id=dag_id, run_id=run_id)[0]


KNOWN: dict[str, Callable[..., Any]] = {
    known.__name__: known for known in (knows, switch_on, trigger, state, tasks, all_tasks, clear, mark, xcom)
}


def main() -> None:
    """Answer until there are no more questions."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # Airflow may print what it likes
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"gave": KNOWN[asked.pop("do")](**asked)}
        except Exception as failed:  # noqa: BLE001  # whoever asked is told, and decides
            answer = {"failed": f"{type(failed).__name__}: {failed}"}
        answers.write(json.dumps(answer, default=str) + "\n")


if __name__ == "__main__":
    main()
