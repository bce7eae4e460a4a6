"""The operator that pushes, against the emulator: whom it reaches, what it returns, and what it refuses to send."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import DAG, AirflowFailException

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.operators.notifications import WhopPushNotificationOperator
from running_task import RunningTask
from sender import LOST

pytestmark = pytest.mark.usefixtures("connection")
WORDS = {"title": "Late", "content": "Look!"}


def run(context: dict[str, Any] | None = None, *, native: bool = False, **arguments: Any) -> Any:
    """Render the operator's templates and execute it, as a task would; what it returns is JSON."""
    with DAG("pushes", schedule=None, render_template_as_native_obj=native):
        task = WhopPushNotificationOperator(**{"task_id": "push", **WORDS, **arguments})
    task.render_template_fields(context or {})
    returned = task.execute(context or {})
    assert json.loads(json.dumps(returned)) == returned
    return returned


def test_every_argument_is_templated_and_explained() -> None:
    own = set(WhopPushNotificationOperator.__init__.__annotations__) - {"return", "kwargs"}
    assert own == set(WhopPushNotificationOperator.template_fields)
    assert [] == [name for name in own if f":param {name}:" not in (WhopPushNotificationOperator.__doc__ or "")]


def test_an_experience_is_reached_with_what_templates_make_of_a_push(whop: WhopEmulator) -> None:
    told = {"title": "Late", "content": "Look!", "experience_id": "exp_lounge", "subtitle": "Today"}
    told |= {"icon_user_id": "user_ada", "rest_path": "/reports"}
    templates = {name: f"{{{{ {name} }}}}" for name in told}
    choice = {"on_ambiguous": "{{ 'fail' }}", "whop_conn_id": "{{ 'whop_default' }}"}
    assert {"success": True} == run(told, **templates, **choice, user_ids=["{{ icon_user_id }}"])
    assert [{**told, "user_ids": ["user_ada"]}] == whop.notifications()


@pytest.mark.parametrize("audience", [{}, {"company_id": "biz_emulator"}])
def test_a_company_is_reached_by_default_the_connections(whop: WhopEmulator, audience: dict[str, str]) -> None:
    run(**audience)
    assert [{**WORDS, "company_id": "biz_emulator"}] == whop.notifications()


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        ("Give exactly one of experience_id and company_id", {"experience_id": "e", "company_id": "c"}),
        ("title: it is empty", {"title": "{{ '' }}"}),
        ("on_ambiguous: Input should be 'fail' or 'resend'", {"on_ambiguous": "reconcile"}),
    ],
)
def test_a_wrong_combination_fails_the_task_before_anything_is_sent(
    whop: WhopEmulator, sentence: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(AirflowFailException, match=sentence):
        run(**arguments)
    assert [] == whop.requests


@pytest.mark.parametrize("native", [True, False])
@pytest.mark.parametrize("name", ["experience_id", "company_id", "user_ids"])
def test_an_audience_that_renders_to_nothing_is_not_everybody(whop: WhopEmulator, name: str, native: bool) -> None:
    template = "{{ nobody }}" if native else "{{ '' }}"
    with pytest.raises(AirflowFailException, match=f"{name}: it is empty"):
        run({"nobody": None}, native=native, **{name: template})
    assert [] == whop.requests


def test_a_key_that_acts_for_no_app_fails_the_task_at_once(whop: WhopEmulator, connection: Callable[..., None]) -> None:
    key = whop.add_key("company", acts_for_app=False)
    connection(json.dumps({**json.loads(whop.connection), "password": key}))
    with pytest.raises(AirflowFailException, match="app API key"):
        run()


def test_words_that_are_rendered_anew_by_a_retry_are_the_same_push(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = RunningTask(monkeypatch)
    run({"now": "10:00"}, content="At {{ now }}")
    task.next_try()
    assert {"success": True} == run({"now": "10:01"}, content="At {{ now }}")
    assert ["At 10:00"] == [push["content"] for push in whop.notifications()]


@pytest.mark.usefixtures("naps")
def test_twice_is_better_than_never_where_that_is_asked_for(whop: WhopEmulator) -> None:
    whop.misbehave("createNotification", **LOST)
    assert {"success": True} == run(on_ambiguous="resend")
    assert 2 == len(whop.notifications())
