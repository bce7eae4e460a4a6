"""The notifier as Airflow's callbacks call it, against the emulator: what it posts, how often, and what never."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import DAG

from airflow_provider_whop.api.delivery.marker import unmarked
from airflow_provider_whop.api.errors import WhopUnauthorized
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.notifications.whop import WhopNotifier, send_whop_notification
from sender import LOST

pytestmark = pytest.mark.usefixtures("connection")
ROOM = "exp_lounge"
BEGAN = datetime.now(UTC) - timedelta(minutes=5)

Call = Callable[[WhopNotifier, Any], None]


def context(**ti: Any) -> dict[str, Any]:
    """Give what Airflow hands to a task's callback; ``run_id`` and what else is told of the task instance."""
    known = {"dag_id": "sales", "run_id": "manual__1", "task_id": "load", "map_index": -1, "try_number": 2}
    told = {"state": "failed", "start_date": BEGAN, "log_url": "http://airflow.example/log", **known, **ti}
    return {
        "dag": DAG("sales", schedule=None),
        "ti": SimpleNamespace(**told),
        "run_id": told["run_id"],
        "dag_run": SimpleNamespace(start_date=BEGAN, run_id=told["run_id"]),
    }


def of_deadline(number: int = 1) -> dict[str, Any]:
    """Give what the triggerer hands over, which is JSON."""
    run = {"dag_id": "sales", "dag_run_id": "manual__1", "start_date": BEGAN.isoformat()}
    return {"dag": DAG("sales", schedule=None), "dag_run": run, "deadline": {"id": str(number)}}


def called(notifier: WhopNotifier, handed: Any) -> None:
    """Call it as a callback."""
    notifier(handed)


def awaited(notifier: WhopNotifier, handed: Any) -> None:
    """Render and await it, as the triggerer does."""
    notifier.render_template_fields(handed)
    asyncio.run(notifier.async_notify(handed))


@pytest.fixture(params=["requests", "http.client", "asyncio"])
def call(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Call:
    """The notifier, called in a process that has requests or has not, or awaited."""
    if request.param == "http.client":
        monkeypatch.delitem(sys.modules, "requests", raising=False)
    return awaited if request.param == "asyncio" else called


def texts(whop: WhopEmulator, room: str = ROOM) -> list[str]:
    return [unmarked(message["content"]) for message in whop.messages(room)]


def posts(whop: WhopEmulator) -> int:
    return sum(entry.operation == "createMessage" for entry in whop.requests)


def test_it_says_which_task_of_which_run_failed_and_where_its_log_is(call: Call, whop: WhopEmulator) -> None:
    call(WhopNotifier(channel_id=ROOM), context())
    assert texts(whop) == [
        "**Task `load` of DAG `sales` failed** in run `manual__1`, try 2.\n[Its log](http://airflow.example/log)"
    ]


def test_the_alias_is_the_class() -> None:
    assert send_whop_notification is WhopNotifier


def test_called_twice_it_posts_once(call: Call, whop: WhopEmulator) -> None:
    for _ in range(2):
        call(WhopNotifier(channel_id=ROOM), context())
    assert 1 == len(texts(whop)) == posts(whop)


def test_what_the_second_call_renders_anew_is_the_same_message(call: Call, whop: WhopEmulator) -> None:
    for moment in ("10:00", "10:01"):
        call(WhopNotifier(channel_id=ROOM, content="Failed at {{ moment }}"), {**context(), "moment": moment})
    assert ["Failed at 10:00"] == texts(whop)


def test_a_task_whose_process_died_is_the_same_to_the_worker_and_to_the_one_who_found_it(whop: WhopEmulator) -> None:
    for state in ("up_for_retry", None):
        called(WhopNotifier(channel_id=ROOM), context(state=state))
    assert 1 == len(texts(whop))


@pytest.mark.parametrize(
    "other",
    [
        {"dag_id": "stock"}, {"run_id": "manual__2"}, {"task_id": "clean"}, {"map_index": 1}, {"try_number": 3},
        {"state": "success"},
    ],
)  # fmt: skip
def test_of_another_occasion_it_is_another_message_though_the_words_be_the_same(
    whop: WhopEmulator, other: dict[str, Any]
) -> None:
    for handed in (context(), context(**other)):
        called(WhopNotifier(channel_id=ROOM, content="Look!"), handed)
    assert ["Look!", "Look!"] == texts(whop)


def test_two_notifiers_of_one_callback_post_one_message_each(whop: WhopEmulator) -> None:
    for told in ({"channel_id": ROOM}, {"channel_id": ROOM, "content": "Look!"}, {"channel_id": "exp_announcements"}):
        called(WhopNotifier(**told), context())
    assert (2, 1) == (len(texts(whop)), len(texts(whop, "exp_announcements")))


def test_a_run_and_its_last_task_get_a_message_each(whop: WhopEmulator) -> None:
    called(WhopNotifier(channel_id=ROOM), context())
    for _ in range(2):
        called(WhopNotifier(channel_id=ROOM), {**context(), "reason": "task_failure"})
    assert ["**DAG `sales` failed** in run `manual__1`.", "[The log of its last task](http://airflow.example/log)"] == (
        texts(whop)[1].split("\n")
    )
    assert 2 == len(texts(whop))


def test_a_run_of_which_airflow_tells_next_to_nothing_is_told_of(whop: WhopEmulator) -> None:
    for reason in ("success", "timed_out"):
        called(WhopNotifier(channel_id=ROOM), {"dag": DAG("sales", schedule=None), "run_id": "r", "reason": reason})
    assert ["**DAG `sales` succeeded** in run `r`.", "**DAG `sales` failed** in run `r`."] == texts(whop)


def test_a_dag_of_airflows_database_which_a_trial_run_hands_over_renders_too(whop: WhopEmulator) -> None:
    dag = SimpleNamespace(dag_id="sales", render_template_as_native_obj=False)
    called(WhopNotifier(channel_id=ROOM, content="{{ run_id }}"), {"dag": dag, "run_id": "r", "reason": "success"})
    assert ["r"] == texts(whop)


def test_an_sla_of_airflow_2_is_told_of(whop: WhopEmulator) -> None:
    handed = {"dag": DAG("sales", schedule=None), "task_list": "load on 2026-01-01"}
    for _ in range(2):
        WhopNotifier(channel_id=ROOM).notify(handed)  # type: ignore[arg-type]
    assert ["**DAG `sales` has missed an SLA**.\nload on 2026-01-01"] == texts(whop)


def test_every_deadline_is_told_of_once(call: Call, whop: WhopEmulator) -> None:
    for number in (1, 1, 2):
        call(WhopNotifier(channel_id=ROOM), of_deadline(number))
    assert ["**DAG `sales` has missed its deadline** in run `manual__1`."] * 2 == texts(whop)


def test_arguments_are_templates(whop: WhopEmulator) -> None:
    notifier = WhopNotifier(channel_id="{{ where }}", content="{{ ti.task_id }}", whop_conn_id="whop_{{ which }}")
    called(notifier, {**context(), "where": ROOM, "which": "default"})
    assert ["load"] == texts(whop)


def test_one_notifier_in_several_tasks_renders_for_each(whop: WhopEmulator) -> None:
    notifier = WhopNotifier(channel_id=ROOM, content="{{ ti.task_id }}")
    for task_id in ("load", "clean"):
        called(notifier, context(task_id=task_id))
    assert ["load", "clean"] == texts(whop)


def test_a_message_whose_answer_was_lost_is_found(call: Call, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    call(WhopNotifier(channel_id=ROOM), context())
    assert 1 == len(texts(whop)) == posts(whop)


def test_a_message_that_may_have_been_taken_is_not_sent_again(
    call: Call, whop: WhopEmulator, logged: Callable[[], str]
) -> None:
    whop.misbehave("createMessage", status=503, times=99)
    call(WhopNotifier(channel_id=ROOM, timeout=2.0), context())
    assert 1 == posts(whop)
    assert "it may be in its channel all the same" in logged()


def test_with_resend_it_is_sent_again_and_not_looked_for(call: Call, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=503)
    call(WhopNotifier(channel_id=ROOM, on_ambiguous="resend"), context())
    assert ["createMessage"] * 2 == [entry.operation for entry in whop.requests]


def test_where_it_cannot_be_told_apart_it_is_not_sent(whop: WhopEmulator, logged: Callable[[], str]) -> None:
    there = whop.team_writes(ROOM, "Look!")["id"]
    called(WhopNotifier(channel_id=ROOM, content="Look!"), context())
    assert 0 == posts(whop)
    assert f"The Whop notification was not sent: {there} in its channel may be the same" in logged()


def test_where_whop_takes_the_mark_out_a_second_call_still_sends_nothing(
    whop: WhopEmulator, logged: Callable[[], str]
) -> None:
    called(WhopNotifier(channel_id=ROOM), context())
    (post,) = whop.world.rooms["chat_feed_lounge"].posts
    post.content = unmarked(post.content or "")
    called(WhopNotifier(channel_id=ROOM), context())
    assert 1 == posts(whop)
    assert f"{post.id} in its channel may be the same" in logged()


def test_where_too_much_was_written_meanwhile_it_is_not_sent(whop: WhopEmulator, logged: Callable[[], str]) -> None:
    for number in range(1001):
        whop.team_writes(ROOM, str(number))
    called(WhopNotifier(channel_id=ROOM), context())
    assert 0 == posts(whop)
    assert "whether an earlier call of this callback has sent it cannot be told" in logged()


def test_what_was_written_before_the_task_began_is_not_looked_through(whop: WhopEmulator) -> None:
    for number in range(300):
        whop.team_writes(ROOM, str(number))
    in_a_moment = datetime.now(UTC) + timedelta(seconds=6)  # clocks may differ by five
    called(WhopNotifier(channel_id=ROOM), context(start_date=in_a_moment))
    assert ["listMessages", "createMessage"] == [entry.operation for entry in whop.requests]


@pytest.mark.parametrize("name", ["dead port", "hanging", "trickling", "refused key", "no key"])
def test_whatever_whop_does_the_callback_ends_in_time_and_raises_nothing(
    call: Call, name: str, wrong: Callable[[str], None], logged: Callable[[], str]
) -> None:
    wrong(name)
    began = monotonic()
    call(WhopNotifier(channel_id=ROOM, content="A customer's words", timeout=1.5), context())
    assert 3.0 > monotonic() - began
    said = logged()
    assert 1 == said.count("The Whop notification failed: ")
    assert [] == [secret for secret in ("sekret-key", "customer's words", "Traceback") if secret in said]


def look_up_slowly(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let one host's name take longer to be looked up than a callback has time."""
    looked_up = socket.getaddrinfo

    def hangs(host: Any, *args: Any, **kwargs: Any) -> Any:
        if name in str(host):
            sleep(1.5)
        return looked_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", hangs)


def test_a_name_server_that_hangs_does_not_hang_the_callback(
    monkeypatch: pytest.MonkeyPatch, call: Call, wrong: Callable[[str], None], logged: Callable[[], str]
) -> None:
    look_up_slowly(monkeypatch, "whop.invalid")
    wrong("no such host")
    began = monotonic()
    notifier = WhopNotifier(channel_id=ROOM, timeout=0.5)
    if call is called:
        notifier(context())
        assert 1.2 > monotonic() - began
    else:
        asyncio.run(_in_time(notifier))
    assert "it was not sent" in logged()


def test_what_was_left_behind_sends_nothing_any_more(
    monkeypatch: pytest.MonkeyPatch, call: Call, whop: WhopEmulator, connection: Callable[..., None]
) -> None:
    look_up_slowly(monkeypatch, "localhost")
    host = whop.url.replace("127.0.0.1", "localhost")
    connection(json.dumps({**json.loads(whop.connection), "host": host}))
    call(WhopNotifier(channel_id=ROOM, timeout=0.5, on_ambiguous="resend"), context())
    sleep(2.0)
    assert [] == texts(whop)


async def _in_time(notifier: WhopNotifier) -> None:
    """Await it on a loop that goes on, as a triggerer's does; only a loop's end waits for its look-ups."""
    began = monotonic()
    await notifier.async_notify(context())  # type: ignore[arg-type]
    assert 1.2 > monotonic() - began


@pytest.mark.parametrize("content", ["{{ 1 / 0 }}", "{{ nothing.at.all }}", "{% if %}"])
def test_a_template_that_cannot_be_rendered_raises_nothing(
    content: str, whop: WhopEmulator, logged: Callable[[], str]
) -> None:
    called(WhopNotifier(channel_id=ROOM, content=content), context())
    assert [] == texts(whop)
    assert "The Whop notification was not sent: its arguments cannot be rendered" in logged()


def test_the_callback_of_a_deadline_fails_where_its_message_is_not_sent(
    call: Call, wrong: Callable[[str], None]
) -> None:
    pytest.importorskip("airflow.sdk.definitions.deadline", reason="There are deadlines from Airflow 3.1 on")
    wrong("refused key")
    with pytest.raises(WhopUnauthorized):
        call(WhopNotifier(channel_id=ROOM), of_deadline())


@pytest.mark.parametrize(
    ("sentence", "arguments"),
    [
        ("on_ambiguous must be", {"on_ambiguous": "fail"}),
        ("timeout must be more than 0", {"timeout": 0}),
        ("at most 60 seconds", {"timeout": 3600}),
    ],
)
def test_what_it_cannot_keep_is_refused_where_it_is_written(sentence: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=sentence):
        WhopNotifier(channel_id=ROOM, **arguments)
