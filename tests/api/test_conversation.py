"""The conversations of one call and of all pages: first by hand, then over every transport."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.api import channels, messages
from airflow_provider_whop.api.conversation import STALE, converse, walk
from airflow_provider_whop.api.errors import WhopBroken, WhopNotFound, WhopRateLimited, WhopUnreachable
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Found, Note, Pause, Reply, Request, Response, Step, Turn, Unreachable
from airflow_provider_whop.emulator import WhopEmulator
from both import Client

SETTINGS = Settings(key="sekret-key", max_retries=2)


def played(steps: Any, *replies: Reply) -> tuple[list[Step], Any]:
    """Play a conversation by hand: give each Request the next reply; return the steps and the result."""
    seen: list[Step] = []
    left = iter(replies)
    reply = None
    while True:
        try:
            step = steps.send(reply)
        except StopIteration as finished:
            return seen, finished.value
        seen.append(step)
        reply = next(left) if isinstance(step, Request) else None


def answer(status: int, body: bytes = b"true", **headers: str) -> Response:
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body, 0.0, 0.25)


REFUSED = Unreachable("connection refused", written=False, seconds=0.01)
CALL = messages.delete_message("post_1")


def test_a_call_is_one_request_and_one_line() -> None:
    steps, result = played(converse(CALL, SETTINGS), answer(200))
    assert result is True
    assert [Turn, Request, Note] == [type(step) for step in steps]
    assert Note("Whop deleteMessage: 200 in 0.250 s, attempt 1") == steps[2]


def test_a_repeated_call_tells_why_and_how_long_it_waited() -> None:
    steps, result = played(converse(CALL, SETTINGS), answer(429, b"", retry_after="10"), REFUSED, answer(200))
    assert result is True
    again = [Turn, Request, Note, Pause]
    assert [*again, *again, Turn, Request, Note] == [type(step) for step in steps]
    lines = [step for step in steps if isinstance(step, Note)]
    assert lines[0].text.startswith("Whop deleteMessage: 429 in 0.250 s, attempt 1; asking again in 1")
    assert lines[1].text.startswith(
        "Whop deleteMessage: no answer (connection refused) in 0.010 s, attempt 2 after waiting 1"
    )
    assert lines[2].text.startswith("Whop deleteMessage: 200 in 0.250 s, attempt 3 after waiting 1")
    assert [line.warning for line in lines] == [True, True, False]


def test_the_last_refusal_is_the_one_that_is_raised() -> None:
    with pytest.raises(WhopRateLimited):
        played(converse(CALL, SETTINGS), answer(429), answer(429), answer(429))


def test_a_line_tells_whops_code_and_never_the_key() -> None:
    body = b'{"error":{"type":"t","code":"parameter_missing","message":"no sekret-key"}}'
    steps = converse(CALL, SETTINGS)
    assert [Turn, Request] == [type(next(steps)) for _ in range(2)]
    assert Note("Whop deleteMessage: 400 parameter_missing in 0.250 s, attempt 1") == steps.send(answer(400, body))


def page(*ids: str, cursor: str | None, more: bool) -> Response:
    items = ",".join(
        f'{{"id":"{id}","experience":{{"id":"e","name":"n"}},"ban_media":false,"ban_urls":false,"banned_words":[],'
        '"user_posts_cooldown_seconds":null,"who_can_post":"everyone","who_can_react":"everyone"}'
        for id in ids
    )
    end = "null" if cursor is None else f'"{cursor}"'
    info = f'{{"end_cursor":{end},"start_cursor":null,"has_next_page":{str(more).lower()},"has_previous_page":false}}'
    return answer(200, f'{{"data":[{items}],"page_info":{info}}}'.encode())


def walked(*pages: Response) -> tuple[list[str], int]:
    """Walk through pages by hand; return the ids found and the number of requests."""

    def ask(call: Any) -> Any:
        return converse(call, SETTINGS)

    steps, _ = played(walk(channels.list_chat_channels("biz_1"), ask), *pages)
    ids = [item.id for step in steps if isinstance(step, Found) for item in step.items]
    return ids, sum(isinstance(step, Request) for step in steps)


def test_a_walk_ends_when_there_is_no_next_page() -> None:
    assert walked(page("a", cursor="1", more=True), page("b", cursor="2", more=False)) == (["a", "b"], 2)


def test_a_walk_ends_on_an_empty_page() -> None:
    assert walked(page("a", cursor="1", more=True), page(cursor="2", more=True)) == (["a"], 2)


def test_a_walk_ends_when_there_is_no_cursor() -> None:
    assert walked(page("a", cursor=None, more=True)) == (["a"], 1)


@pytest.mark.parametrize("cursors", [("1", "1"), ("1", "2", "1"), ("",)])
def test_a_walk_ends_when_a_cursor_comes_again(cursors: tuple[str, ...]) -> None:
    ids, requests = walked(*(page(str(number), cursor=cursor, more=True) for number, cursor in enumerate(cursors)))
    assert len(cursors) == requests == len(ids)


def test_a_walk_finds_what_overlapping_pages_repeat_only_once() -> None:
    pages = (page("a", "b", cursor="1", more=True), page("b", "c", cursor="2", more=False))
    assert walked(*pages) == (["a", "b", "c"], 2)


def test_a_walk_that_brings_nothing_new_ends() -> None:
    pages = (page("a", cursor=str(number), more=True) for number in range(99))
    assert walked(*pages) == (["a"], 1 + STALE)


def test_a_walk_from_a_cursor_knows_that_cursor() -> None:
    call = channels.list_chat_channels("biz_1", after="1")
    steps, _ = played(walk(call, lambda call: converse(call, SETTINGS)), page("a", cursor="1", more=True))
    assert 1 == sum(isinstance(step, Request) for step in steps)


# -- over every transport


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_thousand_messages_come_once_each_whatever_the_page_size(
    client: Client, whop: WhopEmulator, size: int
) -> None:
    whop.options.rate_limit = 0
    sent = [whop.team_writes("exp_lounge", f"message {number}")["id"] for number in range(1000)]
    found = [message.id for message in client.pages(messages.list_messages("exp_lounge", direction="asc", first=size))]
    assert sent == found
    assert -(-1000 // size) == len(whop.requests)


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_thousand_channels_do_too(client: Client, whop: WhopEmulator, size: int) -> None:
    whop.options.rate_limit = 0
    made = {whop.add_channel(f"Channel {number}") for number in range(998)}
    found = [channel.id for channel in client.pages(channels.list_chat_channels("biz_emulator", first=size))]
    assert 1000 == len(found)
    assert made | {"chat_feed_announcements", "chat_feed_lounge"} == set(found)


def test_pages_are_fetched_as_they_are_read(client: Client, whop: WhopEmulator) -> None:
    for number in range(9):
        whop.team_writes("exp_lounge", f"message {number}")
    items = client.pages(messages.list_messages("exp_lounge", first=3))
    assert 0 == len(whop.requests)
    next(items)
    assert 1 == len(whop.requests)
    assert 8 == len(list(items))
    assert 3 == len(whop.requests)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503])
def test_a_read_outlives_what_passes(client: Client, whop: WhopEmulator, naps: list[float], status: int) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    whop.misbehave("retrieveMessage", status=status, times=2)
    assert "hi" == client.send(messages.retrieve_message(id)).content
    assert 3 == len(whop.requests)
    assert 2 == len(naps)


@pytest.mark.parametrize("cut", ["headers", "answer", "half"])
def test_a_read_outlives_a_broken_connection(client: Client, whop: WhopEmulator, naps: list[float], cut: str) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    whop.misbehave("retrieveMessage", cut=cut, times=2)
    assert "hi" == client.send(messages.retrieve_message(id)).content
    assert 2 == len(naps)


@pytest.mark.parametrize("accepted", [False, True])
@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"cut": "answer"}, {"cut": "half"}])
def test_a_post_is_not_repeated_when_its_answer_is_lost(
    client: Client, whop: WhopEmulator, accepted: bool, fault: dict[str, Any]
) -> None:
    whop.misbehave("createMessage", accepted=accepted, **fault)
    with pytest.raises((WhopBroken, WhopUnreachable)):
        client.send(messages.create_message("exp_lounge", "hi"))
    assert 1 == len(whop.requests)
    assert int(accepted) == len(whop.messages("exp_lounge"))


def test_a_post_waits_as_long_as_a_429_says_and_then_lands_once(
    client: Client, whop: WhopEmulator, naps: list[float]
) -> None:
    whop.misbehave("createMessage", status=429, headers={"Retry-After": "3"})
    client.send(messages.create_message("exp_lounge", "hi"))
    assert 1 == len(whop.messages("exp_lounge"))
    assert 1 == len(naps)
    assert 3.0 <= naps[0] <= 3.3


def test_the_rate_limit_of_whop_itself_is_waited_for(client: Client, whop: WhopEmulator, naps: list[float]) -> None:
    whop.options.rate_limit = 1
    client.send(messages.create_message("exp_lounge", "one"))
    with pytest.raises(WhopRateLimited, match="Try again in"):
        client.send(messages.create_message("exp_lounge", "two"))
    assert all(59 <= nap <= 66 for nap in naps)
    assert 4 == len(naps)


@pytest.mark.parametrize("lost", [{"cut": "answer", "accepted": True}, {"status": 503, "accepted": True}])
def test_a_delete_whose_answer_was_lost_and_that_then_finds_nothing_is_a_success(
    client: Client, whop: WhopEmulator, naps: list[float], lost: dict[str, Any]
) -> None:
    message = whop.team_writes("exp_lounge", "hi")["id"]
    whop.misbehave("deleteMessage", **lost)
    assert client.send(messages.delete_message(message)) is True
    assert ([], 1) == (whop.messages("exp_lounge"), len(naps))


def test_a_delete_of_what_was_never_there_is_refused_also_after_a_429(
    client: Client, whop: WhopEmulator, naps: list[float]
) -> None:
    whop.misbehave("deleteMessage", status=429)
    with pytest.raises(WhopNotFound):
        client.send(messages.delete_message("post_nowhere"))
    assert 1 == len(naps)


@pytest.mark.parametrize("changes", [{"content": "edited"}, {"is_pinned": True}])
def test_an_edit_whose_answer_was_lost_is_made_again(
    client: Client, whop: WhopEmulator, naps: list[float], changes: dict[str, Any]
) -> None:
    message = whop.team_writes("exp_lounge", "hi")["id"]
    whop.misbehave("updateMessage", cut="answer", accepted=True)
    changed = client.send(messages.update_message(message, **changes)).model_dump()
    assert changes == {name: changed[name] for name in changes}
    assert 1 == len(naps)
