"""What a run that an inbox started is given: what is left, once, and a sentence where it can be given nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.assets.inbox import new_messages
from airflow_provider_whop.assets.memory import Memory
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger
from store import Stores

pytestmark = pytest.mark.usefixtures("connection", "stores")

Run = Callable[..., dict[str, Any]]


class Asset(NamedTuple):
    """An asset, or what a DAG says of it."""

    name: str
    watchers: tuple[Any, ...] = ()


def watched(name: str = "inbox", **arguments: Any) -> Asset:
    """Give an asset as Airflow's DAG has it."""
    trigger = WhopSupportMessageEventTrigger(**{"asset": name, **arguments})
    return Asset(name, (SimpleNamespace(name="whop", trigger=trigger),))


@pytest.fixture
def run() -> Run:
    """Give the context of a run by its name."""
    began = datetime.now(UTC) - timedelta(seconds=1)

    def context(
        run_id: str,
        *assets: Any,
        dag_id: str = "answers",
        at_once: int = 1,
        told: tuple[Any, ...] = (),
        cleared: int = 0,
        task_id: str = "answer",
    ) -> dict[str, Any]:
        condition = SimpleNamespace(objects=assets or (watched(),))
        timetable = SimpleNamespace(asset_condition=condition)
        events = {Asset("inbox"): [SimpleNamespace(extra={"payload": payload}) for payload in told]}
        return {
            "dag": SimpleNamespace(dag_id=dag_id, max_active_runs=at_once, timetable=timetable),
            "ti": SimpleNamespace(dag_id=dag_id, run_id=run_id, task_id=task_id, map_index=-1, max_tries=cleared),
            "dag_run": SimpleNamespace(run_after=began),
            "triggering_asset_events": events,
        }

    return context


def texts(messages: Any) -> list[str]:
    return [message.content for message in messages]


def test_a_run_is_given_what_was_written_in_order_with_its_texts(whop: WhopEmulator, run: Run) -> None:
    for text in ("one", "two", "three"):
        whop.customer_writes("ada", text)
        time.sleep(0.002)  # what is written in one millisecond is in the order of ids
    with new_messages(run("first")) as messages:
        assert ["one", "two", "three"] == texts(messages)
        assert "one" == messages[0].content
        assert {"user_ada"} == {message.customer_user_id for message in messages}


def test_texts_are_left_out_where_they_are_not_wanted(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    assert [None] == texts(new_messages(run("first"), include_content=False))


def test_the_next_run_is_given_what_came_after(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    with new_messages(run("first")):
        whop.customer_writes("ada", "two")
    assert ["two"] == texts(new_messages(run("second")))


def test_a_run_that_fails_leaves_its_messages_to_the_next(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    with pytest.raises(ZeroDivisionError), new_messages(run("first")):
        raise ZeroDivisionError
    assert ["one"] == texts(new_messages(run("second")))


def test_what_a_failing_run_has_marked_is_left_out_of_the_next(whop: WhopEmulator, run: Run) -> None:
    for text in ("one", "two"):
        whop.customer_writes("ada", text)
    with pytest.raises(ZeroDivisionError), new_messages(run("first")) as messages:
        messages.handled(messages[0])
        raise ZeroDivisionError
    assert [messages[1]] == list(new_messages(run("second")))


def test_all_tasks_of_a_run_are_given_the_same(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    new_messages(run("first"))
    whop.customer_writes("ada", "two")
    last = new_messages(run("first", task_id="last"))
    assert ["one"] == texts(last)
    last.handled(*last)
    assert ["two"] == texts(new_messages(run("second")))


def test_a_run_that_has_succeeded_is_given_its_own_again_when_it_is_cleared(whop: WhopEmulator, run: Run) -> None:
    for number, text in enumerate(("one", "two")):
        whop.customer_writes("ada", text)
        with new_messages(run(f"run {number}")):
            pass
    assert ["one"] == texts(new_messages(run("run 0", cleared=1)))
    assert [] == texts(new_messages(run("run 2")))


def test_a_message_that_was_deleted_meanwhile_is_reported_and_skipped(
    whop: WhopEmulator, run: Run, logged: Callable[[], str]
) -> None:
    gone, kept = (whop.customer_writes("ada", text) for text in ("gone", "kept"))
    with new_messages(run("first")):
        pass
    WhopHook().delete_message(gone["id"])
    again = new_messages(run("first", cleared=1))
    assert (["kept"], (gone["id"],)) == (texts(again), again.deleted)
    (warning,) = (line for line in logged().splitlines() if "deleted meanwhile" in line)
    assert gone["id"] in warning
    assert kept["id"] not in warning


def test_a_message_that_an_event_told_of_and_that_is_gone_is_reported(whop: WhopEmulator, run: Run) -> None:
    gone = {"id": "msg_gone", "channel_id": "c", "user_id": "u", "created_at": datetime.now(UTC).isoformat()}
    whop.customer_writes("ada", "one")
    messages = new_messages(run("first", told=({"asset": "inbox", "count": 1, "messages": [gone]},)))
    assert (["one"], ("msg_gone",)) == (texts(messages), messages.deleted)


def test_a_channel_that_refuses_us_is_skipped(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    refused = whop.customer_writes("ben", "two")["channel_id"]
    whop.misbehave("listMessages", status=403)  # the first that is read is the one that moved last
    messages = new_messages(run("first"))
    assert (["one"], (refused,)) == (texts(messages), messages.skipped)


def test_the_first_run_begins_where_the_watch_began(whop: WhopEmulator, run: Run, stores: Stores) -> None:
    whop.customer_writes("ada", "before")
    written = datetime.now(UTC).isoformat()
    stores.of("inbox").set("whop_inbox_told", {"since": {"at": written}})
    time.sleep(0.002)
    whop.customer_writes("ada", "after")
    assert ["after"] == texts(new_messages(run("first")))


def test_filters_of_the_watcher_count(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "refund, please")
    whop.customer_writes("ben", "hello")
    assert ["refund, please"] == texts(new_messages(run("first", watched(matching="refund"))))


def test_a_dag_on_two_inboxes_names_the_one(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    both = watched("inbox"), watched("other", customer_user_ids=["user_ben"])
    assert ["one"] == texts(new_messages(run("first", *both), asset="inbox"))
    assert [] == texts(new_messages(run("first", *both), asset="other"))


@pytest.mark.parametrize(
    ("assets", "more", "sentence"),
    [
        ((watched(),), {"at_once": 16}, "set max_active_runs=1"),
        ((Asset("plain"),), {}, "found: none"),
        ((watched("inbox"), watched("other")), {}, "found: inbox, other"),
        ((watched("inbox", asset="other"),), {}, "was made with asset='other'"),
        ((SimpleNamespace(objects=(watched("inbox"), watched("other"))), watched("inbox")), {}, "found: inbox, other"),
    ],
)
def test_what_cannot_be_given_is_refused_in_a_sentence(
    run: Run, assets: tuple[Any, ...], more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(WhopInvalidArgument, match=sentence):
        new_messages(run("first", *assets, **more))


def test_a_retry_after_the_work_was_done_repeats_none_of_it(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    with new_messages(run("first")):
        pass  # and now the process is killed, before Airflow hears that the task went well
    assert [] == texts(new_messages(run("first")))
    assert () == new_messages(run("first")).deleted


def test_where_airflow_tells_only_of_its_run_that_a_task_was_cleared_that_will_do(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    given = []
    for cleared in (0, 0, 1):
        context = run("first")
        del context["ti"].max_tries
        context["dag_run"].clear_number = cleared
        with new_messages(context) as messages:
            given.append(texts(messages))
    assert [["one"], [], ["one"]] == given


def test_to_mark_none_marks_none(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    answered: list[Any] = []
    new_messages(run("first")).handled(*answered)
    assert ["one"] == texts(new_messages(run("second")))


def test_who_marks_one_after_the_other_has_marked_all_in_the_end(whop: WhopEmulator, run: Run, stores: Stores) -> None:
    for text in ("one", "two"):
        whop.customer_writes("ada", text)
    messages = new_messages(run("first"))
    for message in messages:
        messages.handled(message)
    assert messages[0].id in str(stores.of("inbox").get("whop_inbox_handled")["runs"][0]["interval"]["until"])
    assert ["answer.-1.0"] == stores.of("inbox").get("whop_inbox_handled")["runs"][0]["done_by"]


def test_a_task_that_asks_does_not_undo_what_another_marks_meanwhile(
    whop: WhopEmulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whop.customer_writes("ada", "one")
    first, look = new_messages(run("first")), Inbox.news

    def meanwhile(inbox: Inbox, interval: Any) -> Any:
        first.handled(*first)
        return look(inbox, interval)

    monkeypatch.setattr(Inbox, "news", meanwhile)
    new_messages(run("first", task_id="other"))
    assert [] == texts(new_messages(run("second")))


def test_what_lies_in_a_channel_that_refuses_us_is_not_called_deleted(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    told = [message.model_dump(mode="json") for message in new_messages(run("none"))]
    whop.misbehave("listMessages", status=403)
    messages = new_messages(run("first", told=({"asset": "inbox", "count": 1, "messages": told},)))
    assert ((told[0]["channel_id"],), ()) == (messages.skipped, messages.deleted)


@pytest.mark.parametrize("payload", ["by hand", 1, ["x"], {"messages": None}, {"messages": [{"id": "x"}]}])
def test_an_event_that_a_person_made_by_hand_fails_no_run(whop: WhopEmulator, run: Run, payload: Any) -> None:
    whop.customer_writes("ada", "one")
    assert ["one"] == texts(new_messages(run("first", told=(payload,))))


def test_an_asset_that_stands_twice_in_a_schedule_is_one(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    twice = watched("inbox"), SimpleNamespace(objects=(watched("inbox"), watched("other")))
    assert ["one"] == texts(new_messages(run("first", *twice), asset="inbox"))


def test_a_dag_that_was_renamed_goes_on_where_it_was(whop: WhopEmulator, run: Run) -> None:
    whop.customer_writes("ada", "one")
    with new_messages(run("first")):
        whop.customer_writes("ada", "two")
    with pytest.raises(WhopInvalidArgument, match=r"say new_messages\(context, instead_of='answers'\)"):
        new_messages(run("second", dag_id="renamed"))
    for _ in range(2):
        assert ["two"] == texts(new_messages(run("second", dag_id="renamed"), instead_of="answers"))


def test_a_second_dag_on_the_same_asset_is_refused(run: Run) -> None:
    with new_messages(run("first")):
        pass
    with pytest.raises(WhopInvalidArgument, match="is given to DAG answers"):
        new_messages(run("first", dag_id="reports"))


def test_tasks_that_ask_for_the_first_time_at_once_are_given_the_same(
    whop: WhopEmulator, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, given = Inbox.news, {}

    def meanwhile(inbox: Inbox, interval: Any) -> Any:
        monkeypatch.setattr(Inbox, "news", look)
        given["quick"] = new_messages(run("first", task_id="quick"))
        whop.customer_writes("ada", "two")
        return look(inbox, interval)

    whop.customer_writes("ada", "one")
    monkeypatch.setattr(Inbox, "news", meanwhile)
    slow = new_messages(run("first", task_id="slow"))
    assert [["one"], ["one"]] == [texts(given["quick"]), texts(slow)]
    slow.handled(*slow)
    assert ["two"] == texts(new_messages(run("second")))


def test_a_run_that_is_given_nothing_has_handled_all(whop: WhopEmulator, run: Run) -> None:
    gone = whop.customer_writes("ada", "gone")["id"]
    assert ["gone"] == texts(new_messages(run("first")))
    WhopHook().delete_message(gone)
    assert (0, (gone,)) == (len(again := new_messages(run("first"))), again.deleted)
    handled = Memory("inbox").handled()
    assert handled is not None
    assert gone in handled.mark.seen


def test_a_message_is_called_deleted_only_where_its_channel_could_be_read(whop: WhopEmulator, run: Run) -> None:
    kept, gone = (whop.customer_writes(who, who) for who in ("ada", "ben"))
    new_messages(run("first"))
    whop.misbehave("listMessages", status=403)
    messages = new_messages(run("first"))
    assert (["ada"], (gone["channel_id"],), ()) == (texts(messages), messages.skipped, messages.deleted)
    WhopHook().delete_message(kept["id"])
    assert (kept["id"],) == new_messages(run("first")).deleted


def test_a_message_that_an_event_told_of_and_another_run_has_handled_is_not_called_deleted(
    whop: WhopEmulator, run: Run
) -> None:
    whop.customer_writes("ada", "one")
    with new_messages(run("first")) as messages:
        told = [message.model_dump(mode="json") for message in messages]
    assert () == new_messages(run("second", told=({"asset": "inbox", "count": 1, "messages": told},))).deleted
