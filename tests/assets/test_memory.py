"""What Airflow remembers of an inbox, where it has no store for assets: Variables, one for each value."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from airflow_provider_whop.api.inbox.bell import Told
from airflow_provider_whop.api.inbox.handled import Handled
from airflow_provider_whop.api.inbox.watermark import Watermark
from airflow_provider_whop.assets.memory import HANDLED, TOLD, Memory
from airflow_provider_whop.assets.stores import asset_state_store
from airflow_provider_whop.variables import variable_key
from kept_variables import Variables
from store import Store, Stores

MARK = Watermark.since(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _no_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this be an Airflow before 3.3 where a test has Variables."""
    if "variables" in request.fixturenames:
        monkeypatch.setitem(sys.modules, "airflow.sdk.execution_time.context", SimpleNamespace())


def test_a_variable_that_cannot_be_read_is_not_taken_for_one_that_is_not_there(variables: Variables) -> None:
    Memory("inbox").keep_handled(Handled(dag_id="dag", mark=MARK))
    variables.blind = True  # and Airflow gives the default, whatever went wrong
    with pytest.raises(RuntimeError, match="cannot be read just now"):
        Memory("inbox").handled()


def test_a_variable_that_was_missed_once_is_read_again(variables: Variables) -> None:
    Memory("inbox").keep_handled(Handled(dag_id="dag", mark=MARK))
    variables.missed = [*variables]
    assert MARK == getattr(Memory("inbox").handled(), "mark", None)


def test_what_airflow_does_not_keep_is_an_error_though_it_says_nothing(variables: Variables) -> None:
    """Or work would count as marked, and be given to the next run again."""
    memory = Memory("inbox")
    memory.keep_handled(Handled(dag_id="dag", mark=MARK))
    variables.deaf = True
    later = Handled(dag_id="dag", mark=Watermark.since(datetime(2026, 2, 1, tzinfo=UTC)))
    with pytest.raises(RuntimeError, match=r"^Airflow's Variable whop_inbox_handled\.inbox\.\w+ was not kept"):
        memory.keep_handled(later)


def test_a_variable_that_holds_no_json_is_named(variables: Variables) -> None:
    variables[variable_key("whop_inbox_handled", "inbox")] = "by hand"
    with pytest.raises(RuntimeError, match=r"Variable whop_inbox_handled\.inbox\.\w+ holds no JSON: delete it"):
        Memory("inbox").handled()


def test_each_value_has_a_variable_of_its_own(variables: Variables) -> None:
    memory = Memory("inbox")
    memory.keep_handled(Handled(dag_id="dag", mark=MARK))
    assert variable_key("whop_inbox_handled", "inbox") in variables
    assert (MARK, None) == (getattr(memory.handled(), "mark", None), memory.told())


def test_they_are_read_and_written_on_an_event_loop_too(variables: Variables) -> None:
    async def told_and_handled() -> tuple[Told | None, Handled | None]:
        memory = Memory("inbox")
        await memory.akeep_told(Told(since=MARK))
        return await memory.atold(), await memory.ahandled()

    assert (Told(since=MARK), None) == asyncio.run(told_and_handled())
    assert variable_key("whop_inbox_told", "inbox") in variables


def test_an_asset_that_nobody_has_read_has_none(stores: Stores) -> None:
    assert (None, None) == (Memory("inbox").handled(), Memory("inbox").told())
    assert {"inbox"} == set(stores.kept)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("whop_sensor", "a.b", "c"), ("whop_sensor", "a", "b.c")),
        (("whop_inbox_told", "whop://inbox?company=1"), ("whop_inbox_told", "whop://inbox?company=2")),
        (("whop_sensor", "d" * 250, "one"), ("whop_sensor", "d" * 250, "two")),
    ],
)
def test_no_two_things_are_kept_under_one_key_and_airflow_takes_every_key(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert variable_key(*one) != variable_key(*other)
    assert re.fullmatch(r"[\w.-]{1,250}", variable_key(*one), re.ASCII)


def test_airflow_itself_has_a_store_from_3_3_on() -> None:
    pytest.importorskip("airflow.triggers.shared_stream")
    assert "inbox" in repr(vars(asset_state_store("inbox"))["_own"])


def test_what_airflow_deletes_with_a_dag_file_that_was_gone_for_a_while_is_still_known(
    variables: Variables, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = Stores()

    def accessor(name: str) -> Store:
        return stores.of(name)

    airflow = SimpleNamespace(AssetStateStoreAccessor=accessor)
    monkeypatch.setitem(sys.modules, "airflow.sdk.execution_time.context", airflow)
    Memory("inbox").keep_handled(Handled(dag_id="dag", mark=MARK))
    asyncio.run(Memory("inbox").akeep_told(Told(since=MARK)))
    stores.kept.clear()
    assert (MARK, Told(since=MARK)) == (getattr(Memory("inbox").handled(), "mark", None), Memory("inbox").told())
    assert Told(since=MARK) == asyncio.run(Memory("inbox").atold())
    assert 2 <= len(variables)


@pytest.mark.parametrize("key", [HANDLED, TOLD])
@pytest.mark.parametrize("kept", ["words", [1], {"dag_id": 5}])
def test_what_is_kept_and_is_something_else_is_named_in_a_sentence(stores: Stores, key: str, kept: object) -> None:
    stores.of("inbox").set(key, kept)
    memory = Memory("inbox")
    sentence = rf"^What Airflow keeps of asset 'inbox' as {key} is something else than that: [^\n]* to begin anew\.$"
    with pytest.raises(RuntimeError, match=sentence):
        memory.handled() if key == HANDLED else memory.told()
    with pytest.raises(RuntimeError, match=sentence):
        asyncio.run(memory.ahandled() if key == HANDLED else memory.atold())
