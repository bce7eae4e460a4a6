"""Which tasks of a DAG may be sending the same words to the same channel."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import DAG, task

from airflow_provider_whop.hooks.rivals import rivals
from airflow_provider_whop.operators.channels import WhopUpdateChannelOperator
from airflow_provider_whop.operators.lists import WhopListMessagesOperator
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
        ({"channel_id": "a"}, {"content": ["hi", "hi "]}, True),
        ({"channel_id": "a"}, {"content": ["Caf\u00e9", "Cafe\u0301"]}, True),
        ({"channel_id": "a", "content": "hi"}, {"poll": [["Yes", "No"], ["Yes ", "No"]]}, True),
        ({"channel_id": "a", "content": "hi"}, {"poll": [["Yes", "No"], ["Yes", "Never"]]}, False),
        ({"channel_id": "{{ var.value.channel }}"}, {"content": ["hi", "ho"]}, False),
        ({"channel_id": "{{ var.value.channel }}"}, {"content": ["hi", "{{ ds }}"]}, True),
        ({"content": "{{ ds }}"}, {"channel_id": ["a", "b"]}, False),
        ({"content": "{{ ds }}"}, {"channel_id": ["a", "b", "a"]}, True),
        ({"content": "{{ ds }}"}, {"channel_id": ["a", "{{ var.value.channel }}"]}, True),
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


def test_a_channel_that_another_task_tells_may_be_that_of_a_sibling(dag: DAG) -> None:
    one, other = (WhopListMessagesOperator(task_id=name, channel_id="a") for name in ("one", "other"))
    WhopSendMessageOperator.partial(task_id="send", content="hi").expand(channel_id=[one.output, other.output])
    assert rivals(running(dag, map_index=0))


def test_siblings_are_seen_to_differ_in_a_list_of_arguments_too(dag: DAG) -> None:
    pairs = [{"channel_id": "a", "content": "hi"}, {"channel_id": "b", "content": "hi"}]
    WhopSendMessageOperator.partial(task_id="send").expand_kwargs(pairs)
    assert not rivals(running(dag, map_index=1))


def test_outside_a_dag_there_are_none() -> None:
    assert not rivals({"ti": SimpleNamespace(task_id="send", map_index=-1)})


@pytest.mark.parametrize("map_index", [0, 1])
def test_what_a_mapped_function_sends_is_not_known_and_may_be_what_its_siblings_send(dag: DAG, map_index: int) -> None:
    @task
    def announce(channel_id: str, content: str) -> None: ...

    announce.partial(channel_id="a").expand(content=["hi", "ho"])
    announce.override(task_id="of_a_result").expand(content=announce("a", "b"), channel_id=["a"])
    announce.override(task_id="of_pairs").expand_kwargs([{"channel_id": "a", "content": "hi"}])
    for task_id in ("announce", "of_a_result", "of_pairs"):
        assert rivals(running(dag, task_id, map_index))


def test_a_function_that_is_not_mapped_has_none(dag: DAG) -> None:
    @task
    def announce() -> None: ...

    announce()
    WhopSendMessageOperator(task_id="other", channel_id="a", content="hi")
    assert not rivals(running(dag, "announce"))


def test_a_task_in_a_mapped_group_may_be_sending_what_its_siblings_send(dag: DAG) -> None:
    WhopSendMessageOperator(task_id="send", channel_id="a", content="hi")
    assert rivals(running(dag, map_index=0))


@pytest.mark.parametrize(("content", "expected"), [("hi", True), (" hi\r\n", True), ("Hi", False)])
def test_a_mapped_task_and_another_with_the_words_of_one_of_its_siblings_are_rivals(
    dag: DAG, content: str, expected: bool
) -> None:
    WhopSendMessageOperator.partial(task_id="mapped", channel_id="a").expand(content=["ho", "hi"])
    WhopSendMessageOperator(task_id="send", channel_id="a", content=content)
    assert expected is rivals(running(dag))
    assert expected is rivals(running(dag, "mapped", 1))


# -- a text in parts


def test_a_part_may_be_the_same_as_one_of_another_text_for_the_same_channel(dag: DAG) -> None:
    WhopSendMessageOperator(task_id="send", channel_id="a", content="one")
    WhopSendMessageOperator(task_id="other", channel_id="a", content="two")
    WhopSendMessageOperator(task_id="elsewhere", channel_id="b", content="one")
    assert [False, True] == [rivals(running(dag), in_parts=in_parts) for in_parts in (False, True)]
    assert not rivals(running(dag, "elsewhere"), in_parts=True)


def test_a_mapped_task_may_send_the_same_part(dag: DAG) -> None:
    WhopSendMessageOperator(task_id="send", channel_id="a", content="one")
    WhopSendMessageOperator.partial(task_id="each", channel_id="a").expand(content=["two", "three"])
    assert rivals(running(dag), in_parts=True)
    assert [False, True] == [rivals(running(dag, "each", 0), in_parts=in_parts) for in_parts in (False, True)]


def test_parts_for_channels_of_their_own_are_told_apart(dag: DAG) -> None:
    WhopSendMessageOperator.partial(task_id="send", content="{{ ds }}").expand(channel_id=["a", "b"])
    assert not rivals(running(dag, map_index=0), in_parts=True)


def test_what_only_reads_a_channel_or_sets_its_rules_sends_nothing(dag: DAG) -> None:
    WhopSendMessageOperator(task_id="send", channel_id="a", content="one")
    WhopListMessagesOperator(task_id="list", channel_id="a")
    WhopUpdateChannelOperator(task_id="rules", channel_id="a", ban_urls=True)
    assert not rivals(running(dag), in_parts=True)
