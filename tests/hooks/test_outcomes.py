"""Which errors end a task for good, and that they keep their names all the same."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException

from airflow_provider_whop.api import errors, messages
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.outcomes import airflow_outcomes
from airflow_provider_whop.hooks.whop import WhopHook


def every(kind: type[errors.WhopError]) -> list[type[errors.WhopError]]:
    return [kind, *(deeper for child in kind.__subclasses__() for deeper in every(child))]


CLASSES = [kind for kind in every(errors.WhopError) if not issubclass(kind, AirflowFailException)]
FOR_GOOD = {
    errors.WhopMisconfigured,
    errors.WhopInvalidArgument,
    errors.WhopInvalid,
    errors.WhopUnauthorized,
    errors.WhopForbidden,
    errors.WhopNotFound,
    errors.WhopAmbiguous,
}


@pytest.mark.parametrize("kind", CLASSES)
def test_what_asking_again_cannot_mend_fails_the_task_for_good(kind: type[errors.WhopError]) -> None:
    with pytest.raises(kind) as raised, airflow_outcomes():
        raise kind("the sentence")
    assert (kind in FOR_GOOD) is isinstance(raised.value, AirflowFailException)
    assert ("the sentence", kind.__name__) == (str(raised.value), type(raised.value).__name__)


def test_a_final_error_keeps_what_it_carries_and_stands_alone() -> None:
    with pytest.raises(errors.WhopForbidden) as raised, airflow_outcomes():
        error = errors.WhopForbidden("no", missing=("chat:read",))
        error.status = 400
        raise error
    assert (raised.value.missing, raised.value.status) == (("chat:read",), 400)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_final_error_survives_being_pickled() -> None:
    with pytest.raises(errors.WhopForbidden) as raised, airflow_outcomes():
        raise errors.WhopForbidden("no", missing=("chat:read",))
    copy = pickle.loads(pickle.dumps(raised.value))  # noqa: S301  # our own bytes
    assert (errors.WhopForbidden, ("chat:read",), "no") == (type(copy), copy.missing, str(copy))


def test_an_error_is_made_final_once() -> None:
    with pytest.raises(errors.WhopNotFound) as outer, airflow_outcomes():
        try:
            with airflow_outcomes():
                raise errors.WhopNotFound("no")
        except errors.WhopNotFound as inner:
            first = inner
            raise
    assert outer.value is first


@pytest.mark.usefixtures("connection")
@pytest.mark.parametrize(
    "call",
    [
        lambda hook: hook.get_message("post_nowhere"),
        lambda hook: hook.send_message("exp_lounge", ""),
        lambda hook: hook.update_channel("exp_lounge", user_posts_cooldown_seconds=-1),
        lambda hook: list(hook.list_messages("exp_nowhere")),
        lambda hook: hook.send(messages.retrieve_message("post_nowhere")),
        lambda hook: asyncio.run(hook.asend(messages.retrieve_message("post_nowhere"))),
        lambda hook: WhopHook("keyless").get_conn(),
        lambda hook: list(WhopHook("keyless").list_support_channels()),
        lambda hook: asyncio.run(WhopHook("keyless").aget_conn()),
    ],
)
def test_so_it_is_by_every_way_out_of_the_hook(
    call: Callable[[WhopHook], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_KEYLESS", '{"conn_type": "whop"}')
    with pytest.raises(AirflowFailException):
        call(WhopHook())


@pytest.mark.usefixtures("connection")
def test_what_may_get_better_is_left_to_airflows_retries(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=500, times=99)
    with pytest.raises(errors.WhopBroken) as raised:
        WhopHook().send_message("exp_lounge", "hi", settle=0)
    assert not isinstance(raised.value, AirflowFailException)
