"""Every call and every conversation with Whop by its name, and what Whop's answers may hold so that they get far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from time import time
from typing import Any

from hypothesis import strategies as st

from airflow_provider_whop.api import channels, direct_messages, files, identity, messages, reactions, support_channels
from airflow_provider_whop.api.checkup import check_up
from airflow_provider_whop.api.conversation import Ask, walk
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.api.moderation import bring_to
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.polls import poll_result
from airflow_provider_whop.api.reacting import react
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading.memory import InMemory
from airflow_provider_whop.api.uploading.upload import How, upload
from airflow_provider_whop.api.wire import Steps
from sender import TEXT, left_pending

HERE = "http://127.0.0.1:9"
NOW = time()
CHANNEL, POST, WE = "exp_lounge", "post_1", "user_us"
Conversation = Callable[[Settings, Ask], Steps[Any]]

_CALLS: list[Any] = [
    messages.create_message(CHANNEL, TEXT),
    messages.retrieve_message(POST),
    messages.update_message(POST, content=TEXT),
    messages.delete_message(POST),
    messages.delete_message(POST, missing_ok=True),
    channels.retrieve_chat_channel(CHANNEL),
    channels.update_chat_channel(CHANNEL, ban_urls=True),
    support_channels.create_support_channel("biz_1", "ada"),
    support_channels.retrieve_support_channel("feed_1"),
    reactions.create_reaction(POST, ":heart:"),
    reactions.retrieve_reaction("reac_1"),
    reactions.delete_reaction("reac_1"),
    files.create_file("a.txt"),
    files.complete_file("file_1", "up_1", []),
    files.retrieve_file("file_1"),
    direct_messages.create_direct_channel("ada"),
    direct_messages.retrieve_direct_channel("feed_1"),
    identity.list_permissions("biz_1"),
    identity.retrieve_own_account(),
    identity.retrieve_own_user(),
]
_LISTS: list[Any] = [
    messages.list_messages(CHANNEL),
    channels.list_chat_channels("biz_1"),
    support_channels.list_support_channels("biz_1"),
    reactions.list_reactions(POST),
    direct_messages.list_direct_channels(),
]


def _send(settings: Settings, ask: Ask, *, earlier: Any = None, file: bytes | None = None, **how: Any) -> Steps[Any]:
    attached = (InMemory("menu.txt", file),) if file is not None else ()
    message = NewMessage.of(channel_id=CHANNEL, content=TEXT, files=attached)
    promise = Promise.of(key="k", settle=0.0, reconcile_pages=3, ready_timeout=1.0, **how)
    return deliver(message, promise, settings, ask, earlier)


def _look(ask: Ask, **wanted: Any) -> Steps[Any]:
    since = Watermark.since(datetime.fromtimestamp(NOW, UTC) - timedelta(hours=1))
    return Inbox(ask, Wanted.of(**wanted), include_content=True).news(Interval(since=since))


def _pending() -> Mapping[str, Any]:
    class Us:
        user_id = WE

    return left_pending(Us(), since=NOW, over=NOW)  # type: ignore[arg-type]


CALLS = [f"{call.operation} {number}" for number, call in enumerate(_CALLS)]
ALL: dict[str, Conversation] = {
    **{name: lambda _, ask, call=call: ask(call) for name, call in zip(CALLS, _CALLS, strict=True)},
    **{call.operation: lambda _, ask, call=call: walk(call, ask) for call in _LISTS},
    "a send": _send,
    "a marked send": lambda settings, ask: _send(settings, ask, marker=True),
    "a send that is sent again": lambda settings, ask: _send(settings, ask, on_ambiguous="resend"),
    "a send with a file": lambda settings, ask: _send(settings, ask, file=b"menu"),
    "a send that was left behind": lambda settings, ask: _send(settings, ask, earlier=_pending()),
    "an upload": lambda settings, ask: upload(InMemory("a.txt", b"abc"), How.of(ready_timeout=1.0), settings, ask),
    "an upload of nothing": lambda settings, ask: upload(InMemory("a", b""), How.of(ready_timeout=1.0), settings, ask),
    "a look into an inbox": lambda _, ask: _look(ask, company_id="biz_1"),
    "a look into named channels": lambda _, ask: _look(ask, channels=(CHANNEL, "feed_1"), customers=("user_ada",)),
    "a look into a channel": lambda _, ask: _look(ask, channels=(CHANNEL,), whose="anyone", matching="r+"),
    "moderation": lambda _, ask: bring_to(CHANNEL, channels.ChannelSettings.of(banned_words=["x"], ban_urls=True), ask),
    "reacting": lambda _, ask: react(POST, ":heart:", None, ask, WE),
    "a poll's result": lambda _, ask: poll_result(POST, ask),
    "a check-up": lambda _, ask: check_up(None, ask),
    "a check-up of a company": lambda _, ask: check_up("biz_1", ask),
}

_RECENT = st.sampled_from([-7200, -3600, -60, -1, 0, 1, 60]).map(
    lambda ahead: datetime.fromtimestamp(NOW + ahead, UTC).isoformat().replace("+00:00", "Z")
)


def known(place: str = HERE) -> dict[str, Any]:
    """
    Tell what the properties of Whop's answers may hold, so that conversations go on.

    :param place: where the storage is.
    """
    addresses = st.sampled_from([f"{place}/storage/file_1", f"{place}/storage/file_1/2", "https://s3.invalid/x", ""])
    people = st.fixed_dictionaries(
        {"id": st.sampled_from([WE, "user_ada"]), "username": st.just("ada"), "name": st.none()}
    )
    cursors = st.one_of(st.none(), st.text(max_size=3))
    return {
        "id": st.sampled_from([POST, "feed_1", "1", "2"]),
        "user": people,
        "customer_user": st.one_of(people, st.none()),
        "content": st.sampled_from([TEXT, TEXT.lower(), "", None]),
        "created_at": _RECENT,
        "last_message_at": _RECENT,
        "replying_to_message_id": st.none(),
        "poll": st.one_of(st.none(), st.just({"options": [{"id": "1", "text": "yes"}]})),
        "emoji": st.sampled_from([":heart:", None]),
        "option_id": st.sampled_from(["1", "2", None]),
        "end_cursor": cursors,
        "has_next_page": st.booleans(),
        "upload_status": st.sampled_from(["pending", "ready", "failed"]),
        "size": st.sampled_from([3, 4, "3", None, 0]),
        "upload_url": addresses,
        "upload_headers": st.sampled_from([{"Content-Type": "text/plain"}, {}, {"X-\x00": "a\r\nb"}, {"é": "😀"}]),
        "multipart_upload_id": st.sampled_from([None, None, "up_1"]),
        "multipart_chunk_size": st.sampled_from([1, 2, 5, 10**9, -1, 0]),
        "multipart_upload_urls": st.lists(
            st.builds(lambda number, url: {"part_number": number, "url": url}, st.integers(0, 4), addresses), max_size=4
        ),
    }
