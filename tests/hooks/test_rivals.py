"""Which tasks of a DAG may be sending the same words to the same channel."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import DAG

from airflow_provider_whop.hooks.rivals import rivals
from airflow_provider_whop.operators.messages import WhopSendMessageOperator


@pytest.fixture
def dag() -> Any:
    with DAG(dag_id="rivals", schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC)) as dag:
        yield dag


def running(dag: DAG, task_id: str = "send", map_index: int = -1) -> dict[str, Any]:
    return {"dag": dag, "ti": SimpleNamespace(task_id=task_id, map_index=map_index)}


def test_a_task_of_its_own_has_none(dag: DAG) -> None:
    WhopSendMessageOperator(task_id="send", channel_id="a", content="hi")
    WhopSendMessageOperator(task_id="other", channel_id="b", content="hi")
    assert not rivals(running(dag))


def test_a_task_that_is_written_alike_is_one(dag: DAG) -> None:
    WhopSendMessageOperator(task_id="send", channel_id="a", content="{{ ds }}")
    WhopSendMessageOperator(task_id="other", channel_id="a", content="{{ ds }}")
    assert rivals(running(dag))


@pytest.mark.parametrize(
    ("same", "each", "expected"),
    [
        ({"content": "hi"}, {"channel_id": ["a", "b"]}, False),
        ({"channel_id": "a"}, {"content": ["hi", "ho"]}, False),
        ({"channel_id": "a"}, {"content": ["hi", "hi"]}, True),
        ({}, {"channel_id": ["a", "b"], "content": ["hi", "ho"]}, False),
        ({"content": "hi", "channel_id": "a"}, {"whop_conn_id": ["c", "d"]}, True),
        ({"channel_id": "a"}, {"content": ["{{ ds }}", "{{ ts }}"]}, True),
    ],
)
def test_mapped_siblings_are_rivals_unless_they_are_seen_to_differ(
    dag: DAG, same: dict[str, Any], each: dict[str, Any], expected: bool
) -> None:
    WhopSendMessageOperator.partial(task_id="send", **same).expand(**each)
    assert expected is rivals(running(dag, map_index=0))


def test_siblings_that_are_mapped_by_another_tasks_result_may_be_alike(dag: DAG) -> None:
    texts = WhopSendMessageOperator(task_id="texts", channel_id="b", content="hi")
    WhopSendMessageOperator.partial(task_id="send", channel_id="a").expand(content=texts.output)
    assert rivals(running(dag, map_index=0))


def test_siblings_are_seen_to_differ_in_a_list_of_arguments_too(dag: DAG) -> None:
    pairs = [{"channel_id": "a", "content": "hi"}, {"channel_id": "b", "content": "hi"}]
    WhopSendMessageOperator.partial(task_id="send").expand_kwargs(pairs)
    assert not rivals(running(dag, map_index=1))


def test_outside_a_dag_there_are_none() -> None:
    assert not rivals({"ti": SimpleNamespace(task_id="send", map_index=-1)})
