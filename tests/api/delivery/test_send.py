"""The reconciling send, over both transports: what it writes down, what it sends, when it dares to send again."""

from __future__ import annotations

from collections.abc import Mapping
from time import time
from typing import Any

import pytest
import requests

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import Record, SentMessage
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import (
    WhopAmbiguous,
    WhopBroken,
    WhopForbidden,
    WhopInvalidArgument,
    WhopNotFound,
)
from airflow_provider_whop.api.messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect
from canned import CannedServer

CHANNEL, TEXT = "exp_lounge", "The release is out."
LOST = {"cut": "answer", "accepted": True}


class Sender:
    """Sends one message as the tries of one task would: with one journal, which is JSON."""

    def __init__(self, client: Client, whop: WhopEmulator) -> None:
        self.client, self.whop = client, whop
        self.journal: list[Mapping[str, Any]] = []
        self.posts_before: list[int] = []

    def __call__(self, text: str = TEXT, *, earlier: Mapping[str, Any] | None = None, **promise: Any) -> SentMessage:
        message = NewMessage.of(channel_id=CHANNEL, content=text)
        asked = Promise(**{"key": "k", "settle": 0.5, **promise})
        steps = deliver(message, asked, self.client.settings, self.client.ask, earlier or self.last)
        return self.client.run(steps, self._keep)

    @property
    def last(self) -> Mapping[str, Any] | None:
        return self.journal[-1] if self.journal else None

    @property
    def states(self) -> list[str]:
        return [record["state"] for record in self.journal]

    @property
    def posts(self) -> list[Any]:
        return [entry for entry in self.whop.requests if entry.operation == "createMessage"]

    def _keep(self, record: Mapping[str, Any]) -> None:
        self.posts_before.append(len(self.posts))
        self.journal.append(record)


@pytest.fixture
def send(connect: Connect, whop: WhopEmulator) -> Sender:
    return Sender(connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, timeout=1.0), whop)


def there(whop: WhopEmulator) -> list[str]:
    return [message["id"] for message in whop.messages(CHANNEL)]


def left_pending(whop: WhopEmulator, **known: Any) -> dict[str, Any]:
    """What a try leaves behind that is killed after it wrote down what it was about to do."""
    fresh = {"state": "pending", "key": "k", "generation": 0, "fingerprint": "", "attempts": 1, "author": whop.user_id}
    return Record(**{**fresh, "since": time(), "over": time(), **known}).model_dump(mode="json")


# -- what it tells, and writes down


def test_a_message_comes_back_with_its_delivery(send: Sender, whop: WhopEmulator) -> None:
    told = send().model_dump(mode="json")
    assert {"delivery": "sent", "attempts": 1, "reconciled_pages": 0} == {
        name: told[name] for name in ("delivery", "attempts", "reconciled_pages")
    }
    assert there(whop) == [told["id"]]


def test_it_is_written_down_before_each_attempt_and_after_the_answer(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=429, headers={"Retry-After": "0.2"})
    send()
    assert ["pending", "pending", "sent"] == send.states
    assert [0, 1, 2] == send.posts_before


def test_what_cannot_be_written_down_is_not_sent(send: Sender) -> None:
    def refuse(_: Mapping[str, Any]) -> None:
        raise EOFError

    message = NewMessage.of(channel_id=CHANNEL, content=TEXT)
    steps = deliver(message, Promise(key="k"), send.client.settings, send.client.ask)
    with pytest.raises(EOFError):
        send.client.run(steps, refuse)
    assert [] == send.posts


def test_no_text_and_no_key_of_the_api_is_written_down_before_the_message_is_out(
    send: Sender, whop: WhopEmulator
) -> None:
    whop.misbehave("createMessage", status=400)
    with pytest.raises(Exception, match="refused"):
        send()
    assert TEXT not in str(send.journal)
    assert whop.key not in str(send.journal)


def test_every_attempt_goes_out_under_one_key(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=503)
    send()
    assert ["k", "k"] == [post.headers["idempotency-key"] for post in send.posts]


# -- tries of a task


def test_a_later_try_of_a_message_that_was_sent_sends_nothing(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    asked = len(whop.requests)
    assert first == send("Rendered anew at another time")
    assert asked == len(whop.requests)


def test_a_try_that_was_killed_after_acceptance_is_made_good_without_a_second_post(
    send: Sender, whop: WhopEmulator
) -> None:
    before = left_pending(whop)
    landed = whop.team_writes(CHANNEL, TEXT)["id"]
    again = send(earlier=before)
    assert (landed, "adopted", 1) == (again.id, again.delivery, again.attempts)
    assert [] == send.posts


def test_a_try_that_was_killed_before_acceptance_is_made_good_by_a_post(send: Sender, whop: WhopEmulator) -> None:
    again = send(earlier=left_pending(whop))
    assert ("sent", 2) == (again.delivery, again.attempts)
    assert [again.id] == there(whop)


def test_a_try_that_may_be_alive_still_is_waited_for(send: Sender, whop: WhopEmulator) -> None:
    began = time()
    send(earlier=left_pending(whop, over=began + 1.5))
    assert send.posts[0].at >= began + 1.5 + 0.5


def test_a_text_that_renders_otherwise_on_the_next_try_is_still_the_same_message(
    send: Sender, whop: WhopEmulator
) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        send("At 09:00", on_ambiguous="fail")
    assert there(whop) == [send("At 09:05").id]


def test_a_clear_after_success_sends_again(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    second = send(generation=2, key="k2")
    assert [first.id, second.id] == there(whop)
    assert "k2" == send.posts[-1].headers["idempotency-key"]


def test_a_clear_after_success_does_not_take_the_first_message_for_the_second(send: Sender, whop: WhopEmulator) -> None:
    first = send()
    whop.misbehave("createMessage", cut="answer")
    second = send(generation=2, key="k2")
    assert [first.id, second.id] == there(whop)


def test_a_clear_after_an_answer_was_lost_looks_first(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        send(on_ambiguous="fail")
    assert "adopted" == send(generation=2, key="k2").delivery
    assert 1 == len(there(whop))


def test_a_refused_message_leaves_nothing_to_look_for(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=404)
    with pytest.raises(WhopNotFound):
        send()
    assert "refused" == send.states[-1]
    send()
    assert ["createMessage", "createMessage"] == [entry.operation for entry in whop.requests]


# -- what is asked for


def test_fail_does_not_look_and_does_not_send_again(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous, match="mark the task as successful if it is there"):
        send(on_ambiguous="fail")
    with pytest.raises(WhopAmbiguous):
        send(on_ambiguous="fail")
    assert ["createMessage"] == [entry.operation for entry in whop.requests]


def test_fail_sends_again_after_a_person_has_looked_and_cleared(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", cut="answer")
    with pytest.raises(WhopAmbiguous):
        send(on_ambiguous="fail")
    send(on_ambiguous="fail", generation=2, key="k2")
    assert 1 == len(there(whop))


def test_resend_sends_again_without_looking(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    send(on_ambiguous="resend")
    assert 2 == len(there(whop))
    assert {"createMessage"} == {entry.operation for entry in whop.requests}


def test_another_text_in_the_place_of_a_sent_one_is_a_mistake_where_that_is_asked_for(
    send: Sender, whop: WhopEmulator
) -> None:
    send("To ada", same_text=True)
    with pytest.raises(WhopAmbiguous, match="Give each send_message a key"):
        send("To ben", same_text=True)
    assert 1 == len(there(whop))


@pytest.mark.parametrize(
    ("name", "value"), [("on_ambiguous", "hope"), ("settle", -1), ("reconcile_pages", 0), ("key", "k" * 256)]
)
def test_a_promise_that_cannot_be_kept_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(WhopInvalidArgument, match=f"^{name}: "):
        Promise.of(**{"key": "k", name: value})


# -- when it cannot be told


def test_an_unknown_author_fails_with_the_candidate(connect: Connect, whop: WhopEmulator) -> None:
    send = Sender(connect(key=whop.key, base_url=whop.base_url), whop)
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous) as undecided:
        send()
    assert tuple(there(whop)) == undecided.value.candidates
    assert there(whop)[0] in str(undecided.value)


def test_an_unknown_author_without_a_candidate_sends_again(connect: Connect, whop: WhopEmulator) -> None:
    send = Sender(connect(key=whop.key, base_url=whop.base_url), whop)
    whop.misbehave("createMessage", cut="answer")
    assert [send().id] == there(whop)


def test_a_window_that_is_too_full_to_look_through_fails(send: Sender, whop: WhopEmulator) -> None:
    before = left_pending(whop)
    for number in range(101):
        whop.member_writes(CHANNEL, "ada", f"Message {number}")
    with pytest.raises(WhopAmbiguous, match="more than 1 pages"):
        send(earlier=before, reconcile_pages=1)
    assert [] == send.posts


def test_a_full_channel_is_looked_through_to_the_time_of_the_send(send: Sender, whop: WhopEmulator) -> None:
    before = left_pending(whop)
    whop.team_writes(CHANNEL, TEXT)
    for number in range(250):
        whop.member_writes(CHANNEL, "ada", f"Message {number}")
    again = send(earlier=before)
    assert ("adopted", 3) == (again.delivery, again.reconciled_pages)


def test_a_key_that_may_not_read_cannot_look_and_does_not_send_again(connect: Connect, whop: WhopEmulator) -> None:
    key = whop.add_key("writer", without=("chat:read", "dms:read", "support_chat:read"))
    send = Sender(connect(key=key, base_url=whop.base_url, user_id=whop.user_id), whop)
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopForbidden, match="chat:read"):
        send()
    assert (1, "pending") == (len(there(whop)), send.states[-1])


def test_a_whop_that_stays_broken_is_an_error_that_another_try_may_mend(connect: Connect, whop: WhopEmulator) -> None:
    send = Sender(connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, max_retries=2), whop)
    whop.misbehave("createMessage", status=503, times=3)
    with pytest.raises(WhopBroken) as broken:
        send(settle=0)
    assert (False, []) == (broken.value.permanent, there(whop))
    assert [send().id] == there(whop)


# -- rivals and marks


def test_mapped_siblings_with_the_same_words_fail_rather_than_guess(send: Sender, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous, match="marker=True"):
        send(rivals=True)
    assert 1 == len(there(whop))


def test_mapped_siblings_with_marks_each_find_their_own(send: Sender, whop: WhopEmulator) -> None:
    sent = []
    for number in range(3):
        whop.misbehave("createMessage", **LOST)
        send.journal.clear()
        sent.append(send(rivals=True, marker=True, key=f"k{number}"))
    assert [message.id for message in sent] == there(whop)
    assert {"adopted"} == {message.delivery for message in sent}


# -- where Whop honours the key


def test_a_post_that_is_repeated_under_its_key_is_replayed(send: Sender, whop: WhopEmulator) -> None:
    whop.options.idempotency = True
    whop.misbehave("createMessage", **LOST)
    again = send(on_ambiguous="resend")
    assert ("replayed", [again.id]) == (again.delivery, there(whop))


def test_a_key_that_was_used_for_another_text_is_told_and_nothing_is_sent(send: Sender, whop: WhopEmulator) -> None:
    whop.options.idempotency = True
    send("Yesterday's text")
    send.journal.clear()
    with pytest.raises(WhopAmbiguous, match="another text under the key"):
        send("Today's text")
    assert 1 == len(there(whop))


def test_a_text_rendered_anew_finds_the_one_that_took_the_key(send: Sender, whop: WhopEmulator) -> None:
    whop.options.idempotency = True
    whop.misbehave("createMessage", **LOST)
    with pytest.raises(WhopAmbiguous):
        send("At 09:00", on_ambiguous="fail")
    assert "adopted" == send("At 09:05").delivery
    assert 1 == len(there(whop))


def test_a_refused_text_that_took_the_key_gives_way_to_a_new_key(send: Sender, whop: WhopEmulator) -> None:
    """A try is killed while Whop refuses its text; the next one renders a text that is fine."""
    whop.options.idempotency = True
    send.journal.append(left_pending(whop, fingerprint="of the text that was refused"))
    refused = {"channel_id": CHANNEL, "content": " "}
    headers = {"Authorization": f"Bearer {whop.key}", "Idempotency-Key": "k", "Api-Version-Date": "2025-01-01"}
    assert 400 == requests.post(f"{whop.base_url}/messages", json=refused, headers=headers, timeout=5).status_code
    assert [send().id] == there(whop)
    keys = [post.headers["idempotency-key"] for post in send.posts]
    assert ("k", "k", True) == (*keys[:2], keys[2] != "k")


def test_a_failure_that_is_only_replayed_gives_way_to_a_new_key(connect: Connect, canned: CannedServer) -> None:
    empty = b'{"data":[],"page_info":{"end_cursor":null,"start_cursor":null,"has_next_page":false}}'
    failed = b"HTTP/1.1 500 No\r\nIdempotent-Replayed: true\r\nContent-Length: 0\r\n\r\n"
    listed = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(empty), empty)
    canned.pieces = lambda: [listed if canned.heard[-1].startswith(b"GET") else failed]
    client = connect(base_url=f"http://127.0.0.1:{canned.port}/api/v1", user_id="user_us", max_retries=1)
    message = NewMessage.of(channel_id=CHANNEL, content=TEXT)
    with pytest.raises(WhopBroken):
        client.run(deliver(message, Promise(key="k", settle=0), client.settings, client.ask))
    keys = {line for request in canned.heard for line in request.split(b"\r\n") if b"empotency-" in line.lower()}
    assert 2 == len(keys)
