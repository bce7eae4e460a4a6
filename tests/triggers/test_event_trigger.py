"""The trigger that starts DAGs: it rings for what is new, again while that lies, and loses nothing in a restart."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.inbox.bell import Told
from airflow_provider_whop.api.inbox.handled import Handled
from airflow_provider_whop.api.inbox.watermark import Watermark
from airflow_provider_whop.assets.memory import HANDLED, TOLD, Memory
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.triggers.support import WhopSupportMessageEventTrigger
from airflow_provider_whop.triggers.together import Together
from one_watch import Watching, looked, until, watcher, writes
from store import Stores

pytestmark = pytest.mark.usefixtures("connection", "stores")


def handles(stores: Stores, event: dict[str, Any]) -> None:
    """Let a run have handled what an event tells of."""
    told = Watermark.model_validate(json.loads(stores.of(event["asset"])._kept[TOLD])["since"])
    seen = {message["id"]: message["created_at"] for message in event["messages"]}
    mark = told.joined(Watermark.model_validate({"at": told.at, "seen": seen}))
    stores.of(event["asset"]).set(HANDLED, Handled(dag_id="dag", mark=mark).model_dump(mode="json"))


def watch(play: Callable[[Watching], Awaitable[Any]], trigger: WhopSupportMessageEventTrigger | None = None) -> Any:
    async def watched() -> Any:
        watching = Watching(trigger or watcher())
        try:
            return await play(watching)
        finally:
            await watching.stop()

    return asyncio.run(watched())


def test_it_tells_ids_and_no_text(whop: WhopEmulator) -> None:
    async def play(watching: Watching) -> dict[str, Any]:
        await looked(whop)
        await writes(whop, "private words")
        return (await watching.has_fired(1))[0]

    event = watch(play)
    (told,) = event["messages"]
    assert ("inbox", 1, "user_ada") == (event["asset"], event["count"], told["customer_user_id"])
    assert "private words" not in str(event)


def test_what_was_there_before_the_watch_began_is_not_told(whop: WhopEmulator) -> None:
    async def play(watching: Watching) -> list[dict[str, Any]]:
        await looked(whop, 4)
        return watching.fired

    whop.customer_writes("ada", "old")
    time.sleep(1.1)  # Whop tells its time in whole seconds
    assert [] == watch(play)


def test_it_rings_again_until_it_is_handled_and_then_no_more(whop: WhopEmulator, stores: Stores) -> None:
    async def play(watching: Watching) -> int:
        await looked(whop)
        await writes(whop, "help")
        handles(stores, (await watching.has_fired(3))[0])
        await looked(whop)
        before = len(watching.fired)
        await looked(whop, 12)
        return len(watching.fired) - before

    assert 0 == watch(play)


def test_one_event_tells_of_all_that_is_not_handled(whop: WhopEmulator) -> None:
    async def play(watching: Watching) -> list[dict[str, Any]]:
        await looked(whop)
        await writes(whop, "one")
        await watching.has_fired(1)
        await writes(whop, "two")
        await until(lambda: watching.fired[-1]["count"] == 2)
        return watching.fired

    newest = watch(play)[-1]
    assert 2 == len({message["id"] for message in newest["messages"]})


def test_a_message_that_came_while_nobody_watched_is_told_after_the_restart(whop: WhopEmulator) -> None:
    async def first(_: Watching) -> None:
        await looked(whop)

    async def second(watching: Watching) -> dict[str, Any]:
        return (await watching.has_fired(1))[0]

    watch(first)
    whop.customer_writes("ada", "meanwhile")
    assert 1 == watch(second)["count"]


def test_a_restart_before_the_work_is_done_loses_nothing(whop: WhopEmulator) -> None:
    async def first(watching: Watching) -> None:
        await looked(whop)
        await writes(whop, "help")
        await watching.has_fired(1)

    async def second(watching: Watching) -> dict[str, Any]:
        return (await watching.has_fired(1))[0]

    watch(first)
    assert 1 == watch(second)["count"]


def test_a_restart_after_the_work_is_done_rings_for_nothing(whop: WhopEmulator, stores: Stores) -> None:
    async def first(watching: Watching) -> None:
        await looked(whop)
        await writes(whop, "help")
        handles(stores, (await watching.has_fired(1))[0])

    async def second(watching: Watching) -> list[dict[str, Any]]:
        await looked(whop, 5)
        return watching.fired

    watch(first)
    assert [] == watch(second)


@pytest.mark.usefixtures("naps")
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_no_answer_of_whop_ends_it(whop: WhopEmulator, status: int) -> None:
    async def play(watching: Watching) -> tuple[bool, dict[str, Any]]:
        await looked(whop)
        whop.misbehave("listSupportChannels", status=status, times=12)
        await writes(whop, "help")
        return watching.ended, (await watching.has_fired(1))[0]

    ended, event = watch(play)
    assert (False, 1) == (ended, event["count"])


def test_a_connection_that_is_mended_is_taken_up(
    whop: WhopEmulator, connection: Callable[..., None], logged: Callable[[], str]
) -> None:
    async def play(watching: Watching) -> dict[str, Any]:
        await until(lambda: "A look failed" in logged())
        connection()
        await looked(whop)
        await writes(whop, "help")
        return (await watching.has_fired(1))[0]

    connection(whop.connection.replace(whop.key, "apik_wrong"))
    assert 1 == watch(play)["count"]
    assert "apik_wrong" not in logged()


def test_what_airflow_could_not_remember_is_told_later(whop: WhopEmulator, stores: Stores) -> None:
    async def play(watching: Watching) -> tuple[bool, int]:
        await looked(whop)
        stores.broken = True
        await writes(whop, "help")
        await looked(whop, 3)
        silent = watching.fired == []
        stores.broken = False
        return silent, (await watching.has_fired(1))[0]["count"]

    assert (True, 1) == watch(play)


def test_no_watch_begins_that_airflow_does_not_keep(
    whop: WhopEmulator, stores: Stores, logged: Callable[[], str]
) -> None:
    async def play(watching: Watching) -> tuple[int, bool]:
        stores.deaf = True
        await until(lambda: "could not be read or written" in logged())
        await writes(whop, "too early")
        await looked(whop, 3)
        silent = len(watching.fired)
        stores.deaf = False
        await looked(whop)
        await writes(whop, "help")
        return silent, bool(await watching.has_fired(1))

    assert (0, True) == watch(play)


def test_a_watch_begins_where_it_first_tried_to(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str]
) -> None:
    kept, tries = Memory.akeep_told, []

    async def keep(memory: Memory, told: Told) -> None:
        await kept(memory, told)
        tries.append(told)
        if len(tries) == 1:
            raise ConnectionError("the answer was lost")

    async def play(watching: Watching) -> dict[str, Any]:
        await until(lambda: tries)
        await writes(whop, "meanwhile")
        return (await watching.has_fired(1))[0]

    monkeypatch.setattr(Memory, "akeep_told", keep)
    assert 1 == watch(play, watcher(poll_interval=1.5))["count"]
    assert "the answer was lost" in logged()


def test_it_keeps_one_connection_for_the_whole_watch(whop: WhopEmulator) -> None:
    async def play(_: Watching) -> None:
        await looked(whop, 5)

    watch(play)
    assert 1 == len({entry.peer for entry in whop.requests})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"poll_interval": 0}, "poll_interval of the watcher of asset 'inbox' must be more than 0 seconds"),
        ({"poll_interval": float("nan")}, "must be more than 0 seconds"),
        ({"poll_interval": "30"}, "must be more than 0 seconds, not '30'"),
        ({"overlap": -1}, "overlap of the watcher of asset 'inbox' must be 0 or more seconds, not -1"),
        ({"asset": ""}, "asset must be the name of the watched one"),
        ({"poll_interval": 10**400}, "poll_interval of the watcher of asset 'inbox' must be no more than a day"),
        ({"overlap": 1e15}, "overlap of the watcher of asset 'inbox' must be no more than a day"),
        (
            {"whop_conn_id": None},
            "whop_conn_id of the watcher of asset 'inbox' must be the id of a connection, not None",
        ),
        ({"channel_ids": 5}, r"^channels: [^\n]*\.$"),
        ({"channel_ids": ["feed_1", b"feed_2"]}, r"^channels\.1: [^\n]*\.$"),
        ({"customer_user_ids": {"a": 1}}, r"^customers: [^\n]*\.$"),
        ({"customer_user_ids": ""}, "customer_user_ids holds an empty text"),
        ({"matching": b"x"}, r"^matching: [^\n]*\.$"),
        ({"matching": "("}, "no regular expression"),
        ({"matching": r"^(\w+\s?)+$"}, "a repeat without end inside another"),
        ({"chanel_ids": ["feed_1"], "zeal": 1}, "^WhopSupportMessageEventTrigger has no argument chanel_ids, zeal.$"),
        ({"whose": "everybody"}, "whose"),
    ],
)
def test_bad_arguments_are_refused_where_the_dag_is_written(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WhopInvalidArgument, match=sentence):
        watcher(**arguments)


def test_it_can_be_made_again_from_what_it_tells_of_itself() -> None:
    trigger = watcher(company_id="biz_1", channel_ids=("feed_1",), customer_user_ids=("user_1",), matching="refund")
    path, arguments = trigger.serialize()
    assert "airflow_provider_whop.triggers.support.WhopSupportMessageEventTrigger" == path
    assert arguments == WhopSupportMessageEventTrigger(**json.loads(json.dumps(arguments))).serialize()[1]


def test_one_that_an_older_version_left_behind_can_be_made() -> None:
    assert 30.0 == WhopSupportMessageEventTrigger(asset="inbox").poll_interval


def test_what_another_version_took_takes_no_triggerer_down() -> None:
    kept = {**watcher().serialize()[1], "matching": "(", "whose": "a later version's word", "channel_ids": 5}
    assert kept == WhopSupportMessageEventTrigger(**kept, later=1).serialize()[1]


def test_a_text_is_one_and_not_its_letters() -> None:
    trigger = watcher(channel_ids="feed_1", customer_user_ids="user_1", message_types="regular")
    expected = (["feed_1"], ["user_1"], ["regular"])
    assert expected == (trigger.channel_ids, trigger.customer_user_ids, trigger.message_types)


def test_a_set_is_told_in_the_same_order_each_time() -> None:
    ids = [f"user_{letter}" for letter in "abcdefgh"]
    assert ids == watcher(customer_user_ids={*reversed(ids)}).customer_user_ids


def test_a_client_that_cannot_be_closed_does_not_end_the_watch(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch, logged: Callable[[], str]
) -> None:
    async def broken(_: Together) -> None:
        raise RuntimeError("cannot be closed")

    async def play(watching: Watching) -> dict[str, Any]:
        await looked(whop)
        whop.misbehave("listSupportChannels", status=401)
        await until(lambda: "could not be closed: cannot be closed" in logged())
        await writes(whop, "help")
        return (await watching.has_fired(1))[0]

    monkeypatch.setattr(Together, "close", broken)
    assert 1 == watch(play)["count"]


def test_what_a_run_by_hand_has_left_before_the_watch_began_is_told(whop: WhopEmulator, stores: Stores) -> None:
    async def play(watching: Watching) -> dict[str, Any]:
        return (await watching.has_fired(1))[0]

    by_hand = Handled(dag_id="dag", mark=Watermark.since(datetime.now(UTC) - timedelta(seconds=1)))
    whop.customer_writes("ada", "before the watch")
    time.sleep(1.1)  # Whop tells its time in whole seconds
    stores.of("inbox").set(HANDLED, by_hand.model_dump(mode="json"))
    assert 1 == watch(play)["count"]


def test_assets_that_ask_the_same_share_a_key_and_others_do_not() -> None:
    assert watcher("one").shared_stream_key() == watcher("two").shared_stream_key()
    assert watcher().shared_stream_key() != watcher(matching="refund").shared_stream_key()
    assert watcher().shared_stream_key() != watcher(whop_conn_id="other").shared_stream_key()


def test_what_a_dag_author_makes_of_the_trigger_polls_for_itself() -> None:
    """It may want other messages by the same arguments."""

    class ForVips(WhopSupportMessageEventTrigger):
        pass

    given = {"asset": "inbox", "company_id": "biz_emulator"}
    one, other = (made(**given).shared_stream_key() for made in (WhopSupportMessageEventTrigger, ForVips))
    assert one != other
