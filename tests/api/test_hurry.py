"""A conversation in a hurry: over every transport, and by hand where a moment has to be met."""

from __future__ import annotations

import math
from typing import Any

import pytest

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.errors import WhopUnreachable
from airflow_provider_whop.api.hurry import Hurry
from airflow_provider_whop.api.messages import list_messages, post
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.wire import Moment, Now, Pause, Reply, Request, Response, Steps, Turn, Unreachable
from airflow_provider_whop.emulator import WhopEmulator
from both import Connect

POST = Request("createMessage", "POST", "/messages", body=b"{}")
GET = Request("listMessages", "GET", "/messages")


class Clock:
    """Plays a conversation by hand: ``at`` is the time, and whatever is requested takes ``takes`` seconds."""

    def __init__(self, reply: Reply | None = None, takes: float = 0.0) -> None:
        self.at, self.takes = 1000.0, takes
        self.reply = reply or Response(200, {}, b"true", 0.0, 0.0)
        self.seen: list[Any] = []

    def play(self, steps: Steps[Any]) -> Any:
        sent: Any = None
        while True:
            try:
                step = steps.send(sent)
            except StopIteration as finished:
                return finished.value
            sent = self._done(step)

    def _done(self, step: Any) -> Any:
        if isinstance(step, Now):
            return Moment(self.at)
        self.seen.append(step)
        self.at += step.seconds if isinstance(step, Pause) else self.takes
        return self.reply if isinstance(step, Request) else None


def said(*steps: Any) -> Steps[str]:
    for step in steps:  # noqa: UP028  # what is sent back would be for the tuple
        yield step
    return "done"


def test_a_conversation_that_is_quick_enough_goes_on_as_it_is() -> None:
    clock = Clock()
    assert "done" == clock.play(Hurry(10).steps(said(Turn("listMessages"), GET, Pause(1))))
    assert [Turn, Request, Pause] == [type(step) for step in clock.seen]


@pytest.mark.parametrize("step", [GET, Turn("listMessages")])
def test_nothing_is_begun_after_the_last_moment(step: Any) -> None:
    clock = Clock(takes=10)
    with pytest.raises(WhopUnreachable):
        clock.play(Hurry(10).steps(said(GET, step)))
    assert 1 == len(clock.seen)


def test_a_wait_that_would_be_longer_is_not_begun() -> None:
    clock = Clock()
    with pytest.raises(WhopUnreachable, match=r"The 10 s that the message has were over .* it was not sent\."):
        clock.play(Hurry(10).steps(said(Pause(9), Pause(2))))
    assert [Pause(9)] == clock.seen


@pytest.mark.parametrize(("own", "expected"), [(None, 1010.0), (1005.0, 1005.0), (2000.0, 1010.0)])
def test_no_body_leaves_after_the_last_moment(own: float | None, expected: float) -> None:
    clock = Clock()
    clock.play(Hurry(10).steps(said(POST._replace(start_by=own))))
    assert expected == clock.seen[0].start_by


@pytest.mark.parametrize(
    ("request_", "reply", "unsure"),
    [
        (POST, Unreachable("no answer", written=True, seconds=1), True),
        (POST, Response(503, {}, b"", 0.0, 0.0), True),
        (POST, Unreachable("refused", written=False, seconds=1), False),
        (POST, Unreachable("too late", written=False, seconds=1, late=True), False),
        (POST, Response(429, {}, b"", 0.0, 0.0), False),
        (GET, Unreachable("no answer", written=True, seconds=1), False),
    ],
)
def test_whether_the_message_may_be_there_is_told(request_: Request, reply: Reply, unsure: bool) -> None:
    with pytest.raises(WhopUnreachable) as over:
        Clock(reply).play(Hurry(10).steps(said(request_, Pause(11))))
    assert unsure is over.value.written
    assert ("may be in its channel" if unsure else "was not sent") in str(over.value)


def test_while_the_message_is_under_way_it_may_be_there() -> None:
    hurry = Hurry(10)
    steps = hurry.steps(said(POST))
    next(steps)
    steps.send(Moment(1000.0))
    steps.send(Moment(1000.0))
    assert hurry.over().written


def test_the_last_reason_is_told() -> None:
    reply = Unreachable("connection refused", written=False, seconds=1)
    with pytest.raises(WhopUnreachable, match=r"before Whop had answered \(the last time: connection refused\)"):
        Clock(reply).play(Hurry(10).steps(said(GET, Pause(math.inf))))


@pytest.mark.parametrize("call", [list_messages("exp_lounge"), post(NewMessage(channel_id="exp_lounge", content="hi"))])
def test_over_every_transport_a_server_that_hangs_is_left(
    connect: Connect, whop: WhopEmulator, call: Call[Any]
) -> None:
    client = connect(key=whop.key, base_url=whop.base_url, timeout=0.2, connect_timeout=0.2, max_retries=99)
    whop.misbehave(call.operation, wait_before=1.0, times=99)
    with pytest.raises(WhopUnreachable):
        client.run(Hurry(0.6).steps(client.ask(call)))


def test_over_every_transport_a_server_that_answers_is_heard(connect: Connect, whop: WhopEmulator) -> None:
    client = connect(key=whop.key, base_url=whop.base_url)
    assert [] == client.run(Hurry(5).steps(client.ask(list_messages("exp_lounge")))).data
