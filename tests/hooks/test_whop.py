"""The hook against the emulator: named methods, both clients, the connection test."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable

import pytest
from airflow.providers.common.compat.sdk import AirflowFailException, AirflowNotFoundException, BaseHook

from airflow_provider_whop.api import messages
from airflow_provider_whop.api.errors import WhopInvalidArgument, WhopMisconfigured, WhopNoConnection, WhopNotFound
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook

pytestmark = pytest.mark.usefixtures("connection")
SetConnection = Callable[..., None]


@pytest.fixture
def hook() -> WhopHook:
    return WhopHook()


# -- named methods


def test_a_message_is_sent_read_changed_and_deleted(hook: WhopHook, whop: WhopEmulator) -> None:
    sent = hook.send_message("exp_lounge", "hi", auto_detect_links=False)
    assert Message(**sent.model_dump()) == hook.get_message(sent.id)
    assert ("sent", 1, 0) == (sent.delivery, sent.attempts, sent.reconciled_pages)
    assert hook.update_message(sent.id, is_pinned=True).is_pinned is True
    assert [sent.id] == [message.id for message in hook.list_messages("exp_lounge")]
    assert hook.delete_message(sent.id) is True
    assert whop.messages("exp_lounge") == []


def test_channels_are_listed_for_the_connections_company(hook: WhopHook) -> None:
    assert {"chat_feed_announcements", "chat_feed_lounge"} == {channel.id for channel in hook.list_channels(first=1)}
    assert "exp_lounge" == hook.get_channel("chat_feed_lounge").experience.id


def test_a_channel_is_brought_to_its_settings(hook: WhopHook) -> None:
    outcome = hook.update_channel("exp_lounge", ban_urls=True)
    assert list(outcome.changed) == ["ban_urls"]
    assert hook.update_channel("exp_lounge", ban_urls=True).changed == {}


def test_support_channels_are_opened_found_and_listed(hook: WhopHook) -> None:
    opened = hook.open_support_channel("ada")
    assert opened == hook.get_support_channel(opened.id)
    assert [opened] == list(hook.list_support_channels(open=True, order="last_post_sent_at", direction="desc"))


def test_reactions_are_added_listed_and_taken_back(hook: WhopHook) -> None:
    id = hook.send_message("exp_lounge", "hi").id
    given = hook.add_reaction(id, "😀")
    assert [given] == list(hook.list_reactions(id))
    assert hook.remove_reaction(given.id) is True


def test_lists_ask_for_nothing_before_they_are_read(hook: WhopHook, whop: WhopEmulator) -> None:
    hook.list_messages("exp_lounge")
    assert 0 == len(whop.requests)


def test_any_call_can_be_sent(hook: WhopHook) -> None:
    assert "hi" == hook.send(messages.create_message("exp_lounge", "hi")).content


# -- clients


def test_the_client_is_made_once(hook: WhopHook, whop: WhopEmulator) -> None:
    for _ in range(3):
        hook.send_message("exp_lounge", "hi")
    assert 1 == len({entry.peer for entry in whop.requests})
    hook.close()
    hook.send_message("exp_lounge", "hi")
    assert 2 == len({entry.peer for entry in whop.requests})


def test_the_asynchronous_client_is_made_once_a_loop(hook: WhopHook, whop: WhopEmulator) -> None:
    async def twice() -> None:
        for _ in range(2):
            await hook.asend(messages.create_message("exp_lounge", "hi"))
        await hook.aclose()

    asyncio.run(twice())
    assert 1 == len({entry.peer for entry in whop.requests})
    asyncio.run(twice())
    assert 4 == len(whop.messages("exp_lounge"))


# -- bad connections


def without_company(whop: WhopEmulator) -> str:
    return json.dumps({**json.loads(whop.connection), "extra": {}})


def test_a_connection_that_is_not_there_is_told() -> None:
    with pytest.raises(WhopMisconfigured, match="Airflow has no connection 'missing': add one of type whop"):
        WhopHook("missing").send_message("exp_lounge", "hi")


def test_a_connection_that_is_not_there_is_told_on_a_loop_too() -> None:
    async def send() -> None:
        await WhopHook("missing").asend(messages.create_message("exp_lounge", "hi"))

    with pytest.raises(WhopMisconfigured, match="Airflow has no connection 'missing'"):
        asyncio.run(send())


@pytest.mark.parametrize("failure", [ConnectionError("the password is s3cret"), AirflowNotFoundException("gone")])
@pytest.mark.parametrize("awaited", [False, True])
def test_a_connection_that_airflow_cannot_give_just_now_may_be_given_to_the_next_try(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, awaited: bool
) -> None:
    def down(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(BaseHook, "get_connection", down)
    monkeypatch.setattr(BaseHook, "aget_connection", down, raising=False)
    with pytest.raises(WhopNoConnection, match=r"^Airflow [^\n]* connection 'whop_default'[^\n]*\.$") as raised:
        asyncio.run(WhopHook().aget_conn()) if awaited else WhopHook().get_conn()
    assert not isinstance(raised.value, AirflowFailException)
    assert "s3cret" not in str(raised.value)


def test_a_list_of_channels_needs_a_company(hook: WhopHook, whop: WhopEmulator, connection: SetConnection) -> None:
    connection(without_company(whop))
    with pytest.raises(
        WhopInvalidArgument, match=r"pass company_id .*, or set company_id in the extra of connection 'whop_"
    ):
        list(hook.list_channels())
    with pytest.raises(WhopInvalidArgument, match="No company"):
        hook.open_support_channel("ada")
    assert list(hook.list_support_channels()) == []


def test_an_unknown_channel_is_named(hook: WhopHook) -> None:
    with pytest.raises(WhopNotFound, match="no channel_id 'exp_nowhere' that the key of connection 'whop_default'"):
        hook.send_message("exp_nowhere", "hi")


# -- the connection test


def test_the_connection_test_names_the_company(hook: WhopHook, whop: WhopEmulator) -> None:
    assert hook.test_connection() == (True, "Connected to Emulator Inc. (biz_emulator), with all chat permissions.")
    assert {"GET"} == {entry.method for entry in whop.requests}


def test_the_connection_test_works_under_whatever_id_it_is_given(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_WHOP_DEFAULT")
    monkeypatch.setenv("AIRFLOW_CONN_TMP_8F3A", whop.connection)
    assert WhopHook(whop_conn_id="tmp_8f3a").test_connection() == (
        True,
        "Connected to Emulator Inc. (biz_emulator), with all chat permissions.",
    )


def set_key(whop: WhopEmulator, key: str) -> str:
    return json.dumps({**json.loads(whop.connection), "password": key})


def test_the_connection_test_names_missing_permissions(
    hook: WhopHook, whop: WhopEmulator, connection: SetConnection
) -> None:
    connection(set_key(whop, whop.add_key("partial", without=("chat:moderate",))))
    assert hook.test_connection() == (True, "Connected to Emulator Inc. (biz_emulator); the key lacks chat:moderate.")


def test_the_connection_test_names_a_bad_key_without_repeating_it(
    hook: WhopHook, whop: WhopEmulator, connection: SetConnection
) -> None:
    connection(set_key(whop, "stale_key"))
    ok, sentence = hook.test_connection()
    assert ok is False
    assert sentence.startswith("Whop does not accept the API key of this connection (HTTP 401")
    assert "stale_key" not in sentence


def test_the_connection_test_tells_of_a_connection_without_a_key(
    hook: WhopHook, whop: WhopEmulator, connection: SetConnection
) -> None:
    connection(set_key(whop, ""))
    assert hook.test_connection() == (False, "There is no API key in this connection: put it into the password field.")


@pytest.mark.usefixtures("naps")
def test_the_connection_test_tells_of_a_port_that_nobody_listens_on(hook: WhopHook, connection: SetConnection) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    connection(json.dumps({"conn_type": "whop", "host": f"http://127.0.0.1:{port}", "password": "k"}))
    ok, sentence = hook.test_connection()
    assert ok is False
    assert sentence.startswith(f"No answer from 127.0.0.1:{port} to retrieveOwnAccount (connection refused)")


def test_the_connection_test_tells_of_a_web_site(hook: WhopHook, whop: WhopEmulator) -> None:
    whop.misbehave(body=b"<!doctype html><title>Hello</title>", status=200, times=9)
    ok, sentence = hook.test_connection()
    assert ok is False
    assert "answered retrieveOwnAccount with a web page (HTTP 200)" in sentence
