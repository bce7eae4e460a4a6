"""The link to a task's channel: what the operators tell, and what Airflow's UI makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest
from airflow.providers.common.compat.sdk import DAG, XCom

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.get_provider_info import get_provider_info
from airflow_provider_whop.links.channels import KEY, WhopChannelLink
from airflow_provider_whop.operators.channels import WhopUpdateChannelOperator
from airflow_provider_whop.operators.direct_messages import WhopOpenDirectMessageOperator
from airflow_provider_whop.operators.messages import WhopSendMessageOperator
from airflow_provider_whop.operators.support import WhopOpenSupportChannelOperator

pytestmark = pytest.mark.usefixtures("connection")
OPERATORS = {
    WhopSendMessageOperator: {"channel_id": "exp_lounge", "content": "hi"},
    WhopUpdateChannelOperator: {"channel_id": "exp_lounge", "ban_urls": True},
    WhopOpenSupportChannelOperator: {"user_id": "ada"},
    WhopOpenDirectMessageOperator: {"with_user_ids": "ada"},
}


class Task:
    """A task instance, as far as XCom goes."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.told[key] = value


def told(operator: Any) -> Any:
    """Execute an operator and give the address that it tells, and what it returns."""
    ti = Task()
    returned = operator.execute({"ti": ti})
    return ti.told.get(KEY), returned


@pytest.mark.parametrize("kind", OPERATORS)
def test_an_operator_tells_where_its_channel_is_on_the_emulator(kind: Any, whop: WhopEmulator) -> None:
    url, returned = told(kind(task_id="t", **OPERATORS[kind]))
    assert f"{whop.url}/#{returned.get('channel_id') or returned['id']}" == url


@pytest.mark.parametrize("kind", OPERATORS)
def test_an_operator_has_the_link(kind: Any) -> None:
    assert [WhopChannelLink.name] == [link.name for link in kind(task_id="t", **OPERATORS[kind]).operator_extra_links]


def test_a_task_that_fails_has_told_where_to_look(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=403)
    ti = Task()
    with pytest.raises(Exception, match="403"):
        WhopSendMessageOperator(task_id="t", channel_id="exp_lounge", content="hi").execute({"ti": ti})  # type: ignore[arg-type]
    assert [KEY] == list(ti.told)


def test_the_connection_says_where_channels_are(whop: WhopEmulator, connection: Callable[..., None]) -> None:
    fields = json.loads(whop.connection)
    page = "https://whop.com/joined/acme/{channel_id}/app/"
    connection(json.dumps({**fields, "extra": {**fields["extra"], "channel_url": page}}))
    url, _ = told(WhopSendMessageOperator(task_id="t", channel_id="exp_lounge", content="hi"))
    assert "https://whop.com/joined/acme/exp_lounge/app/" == url


@pytest.mark.parametrize("kind", OPERATORS)
def test_the_emulators_page_has_the_channel_at_that_place(kind: Any, whop: WhopEmulator) -> None:
    url, _ = told(kind(task_id="t", **OPERATORS[kind]))
    with urlopen(f"{whop.url}/live") as page:  # noqa: S310  # it is our own
        assert f'id="{url.partition("#")[2]}"' in page.read().decode()


def test_airflow_is_given_what_the_task_told(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {("d", "r", "t", -1, KEY): "http://there"}
    monkeypatch.setattr(
        XCom, "get_value",
        lambda *, ti_key, key: kept.get((ti_key.dag_id, ti_key.run_id, ti_key.task_id, ti_key.map_index, key)),
    )  # fmt: skip
    ti_key = SimpleNamespace(dag_id="d", run_id="r", task_id="t", map_index=-1)
    other = SimpleNamespace(dag_id="d", run_id="r", task_id="u", map_index=-1)
    link, operator = WhopChannelLink(), WhopSendMessageOperator(task_id="t", channel_id="c", content="x")
    assert ["http://there", ""] == [link.get_link(operator, ti_key=key) for key in (ti_key, other)]  # type: ignore[arg-type]


def test_airflow_3_keeps_it_under_the_same_key() -> None:
    assert KEY == getattr(WhopChannelLink(), "xcom_key", KEY)


def test_a_dag_that_went_through_airflows_database_still_has_the_link() -> None:
    objects = import_module("airflow.serialization.serialized_objects")
    form = getattr(objects, "DagSerialization", None) or objects.SerializedDAG
    with DAG("d", schedule=None) as dag:
        WhopSendMessageOperator(task_id="t", channel_id="c", content="x")
        WhopSendMessageOperator.partial(task_id="m", channel_id="c").expand(content=["x", "y"])
    read = form.from_dict(json.loads(json.dumps(form.to_dict(dag))))
    for task_id in ("t", "m"):
        assert [WhopChannelLink.name] == [link.name for link in read.get_task(task_id).operator_extra_links]
    assert [f"{WhopChannelLink.__module__}.{WhopChannelLink.__name__}"] == get_provider_info()["extra-links"]
