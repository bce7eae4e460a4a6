"""Those who wait with one connection: what several ask is asked once, and each is told what is its own."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopError, WhopForbidden, WhopUnauthorized
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import InboxMessage, News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.api.support_channels import list_support_channels
from airflow_provider_whop.api.wire import Steps
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.triggers import asker, together
from airflow_provider_whop.triggers.asker import Asker
from airflow_provider_whop.triggers.support import WhopSupportMessageTrigger

pytestmark = pytest.mark.usefixtures("connection")

SECONDS = 0.5
Waits = Callable[..., "asyncio.Task[dict[str, Any]]"]


async def _ended(trigger: WhopSupportMessageTrigger) -> dict[str, Any]:
    return dict((await anext(trigger.run())).payload)


def waits(**wanted: Any) -> asyncio.Task[dict[str, Any]]:
    """Begin a wait."""
    asked = Wanted.of(**{"company_id": "biz_emulator", **wanted}).model_dump(mode="json")
    since = Interval(since=Watermark.since(datetime.now(UTC))).model_dump(mode="json")
    return asyncio.ensure_future(
        _ended(WhopSupportMessageTrigger(wanted=asked, interval=since, poll_interval=SECONDS, overlap=5))
    )


def looks(whop: WhopEmulator) -> int:
    return Counter(entry.operation for entry in whop.requests)["listSupportChannels"]


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110  nobody would set an event
            await asyncio.sleep(0.01)


@contextmanager
def waiting(*tasks: asyncio.Task[Any]) -> Iterator[None]:
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()


async def told(task: asyncio.Task[dict[str, Any]]) -> list[str]:
    event = await asyncio.wait_for(task, 30)
    return [message["customer_user_id"] for message in event["news"]["messages"]]


def test_what_many_ask_is_asked_once_over_one_connection(whop: WhopEmulator) -> None:
    async def play() -> None:
        with waiting(*(waits() for _ in range(30)), *(waits(customers=[f"user_{n}"]) for n in range(30))):
            await until(lambda: looks(whop) >= 3)
            began, before = asyncio.get_running_loop().time(), looks(whop)
            await until(lambda: looks(whop) >= before + 5)
            assert asyncio.get_running_loop().time() - began > 4 * SECONDS

    asyncio.run(play())
    assert 1 == len({entry.peer for entry in whop.requests})


def test_each_is_told_what_it_waits_for_and_nothing_else(whop: WhopEmulator) -> None:
    async def play() -> tuple[list[str], list[str], list[str], bool]:
        anybody, another, ada, ben = waits(), waits(), waits(customers=["user_ada"]), waits(customers=["user_ben"])
        with waiting(anybody, another, ada, ben):
            await until(lambda: looks(whop) >= 2)
            await asyncio.to_thread(whop.customer_writes, "ada", "help")
            found = await told(anybody), await told(another), await told(ada)
            await asyncio.sleep(3 * SECONDS)
            return *found, ben.done()

    assert (["user_ada"], ["user_ada"], ["user_ada"], False) == asyncio.run(play())


def test_one_that_is_cancelled_while_it_asks_for_all_leaves_the_others_waiting(whop: WhopEmulator) -> None:
    async def play() -> list[list[str]]:
        whop.misbehave("listSupportChannels", wait_before=1.0)
        first, *others = [waits() for _ in range(5)]
        with waiting(*others):
            await asyncio.sleep(SECONDS)
            first.cancel()
            await asyncio.to_thread(whop.customer_writes, "ada", "help")
            return [await told(other) for other in others]

    assert [["user_ada"]] * 4 == asyncio.run(play())


def test_what_nobody_can_mend_ends_all_that_wait(whop: WhopEmulator) -> None:
    async def play() -> list[Any]:
        whop.misbehave("listSupportChannels", status=401, times=5)
        return await asyncio.wait_for(asyncio.gather(*(waits() for _ in range(5))), 30)

    assert [("error", True)] * 5 == [(event["status"], event["permanent"]) for event in asyncio.run(play())]


@pytest.mark.parametrize("every", [10, 0])
def test_a_refusal_is_asked_for_once_and_told_to_all_who_were_there(whop: WhopEmulator, every: float) -> None:
    async def play() -> list[Any]:
        whop.misbehave("listSupportChannels", status=401, times=1)
        async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)) as shared:
            call = list_support_channels("biz_emulator")
            askers = [Asker(every) for _ in range(5)]
            looks = (shared.look("one question", shared.ask(call), asker) for asker in askers)
            return await asyncio.gather(*looks, return_exceptions=True)

    assert [WhopUnauthorized] * 5 == [type(told) for told in asyncio.run(play())]
    assert 1 == looks(whop)


def test_who_comes_after_a_refusal_asks_anew(whop: WhopEmulator) -> None:
    """A permission was granted, the task cleared: others still wait, and what they were told may not fail it again."""

    async def play() -> list[str]:
        async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)):
            whop.misbehave("listSupportChannels", status=403, times=1)
            assert "error" == (await waits())["status"]
            cleared = waits()
            with waiting(cleared):
                await until(lambda: looks(whop) >= 2)
                await asyncio.to_thread(whop.customer_writes, "ada", "help")
                return await told(cleared)

    assert ["user_ada"] == asyncio.run(play())


@pytest.mark.parametrize("status", [403, 404, 503])
@pytest.mark.parametrize("question", ["the same question", "another"])
def test_an_error_is_told_to_nobody_who_looks_later(
    whop: WhopEmulator, connection: Callable[..., None], status: int, question: str
) -> None:
    """Who has been there all the time, too: nobody was refused when its own look was due."""
    once = json.loads(whop.connection)
    once["extra"]["max_retries"] = 0
    connection(json.dumps(once))

    async def play() -> None:
        async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)) as shared:
            call, there, comes = list_support_channels("biz_emulator"), Asker(60), Asker(60)
            whop.misbehave("listSupportChannels", status=status, times=1)
            with pytest.raises(WhopError):
                await shared.look("the same question", shared.ask(call), comes)
            await shared.look(question, shared.ask(call), there)

    asyncio.run(play())
    assert 2 == looks(whop)


@pytest.mark.parametrize(("operation", "whose"), [("listMessages", "anyone"), ("retrieveSupportChannel", "customer")])
def test_a_channel_that_has_refused_another_is_not_skipped_by_one_who_looks_later(
    whop: WhopEmulator, operation: str, whose: str
) -> None:
    """Else its mark would move on, past what was written there since the refusal."""
    ada, ben = (whop.customer_writes(name, "help")["channel_id"] for name in ("ada", "ben"))
    interval = Interval(since=Watermark.since(datetime.now(UTC) - timedelta(minutes=1)))

    async def play() -> tuple[set[str], tuple[str, ...]]:
        async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)) as shared:

            def news(channels: list[str], asker: Asker) -> Any:
                wanted = Wanted.of(channels=channels, whose=whose)
                return shared.look(len(channels), Inbox(shared.ask, wanted, overlap=0).news(interval), asker)

            there, comes = Asker(60), Asker(60)
            whop.misbehave(operation, status=403, times=1)
            with pytest.raises(WhopForbidden):
                await news([ada], comes)
            found = await news([ada, ben], there)
            return {message.channel_id for message in found.messages}, found.skipped

    assert ({ada, ben}, ()) == asyncio.run(play())


def test_a_connection_that_was_changed_holds_for_whoever_comes_later(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    whop.add_key("new_key")

    async def play() -> None:
        with waiting(waits()):
            await until(lambda: looks(whop) >= 1)
            changed = {**json.loads(whop.connection), "password": "new_key"}
            monkeypatch.setenv("AIRFLOW_CONN_WHOP_DEFAULT", json.dumps(changed))
            with waiting(waits()):
                await until(lambda: 2 == len({entry.peer for entry in whop.requests}))

    asyncio.run(play())


def test_nothing_is_left_behind_the_last(whop: WhopEmulator) -> None:
    async def play() -> None:
        tasks = [waits(), waits(customers=["user_ada"])]
        await until(lambda: looks(whop) >= 2)
        assert 1 == len(together._TOGETHER)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    asyncio.run(play())
    assert {} == together._TOGETHER


def test_what_a_look_has_found_is_as_old_as_what_it_was_made_from(whop: WhopEmulator) -> None:
    async def play() -> tuple[float | None, float | None, float, float]:
        settings = await WhopHook("whop_default").asettings()
        async with together.joined(settings, logging.getLogger(__name__)) as shared:
            first, second = Asker(10), Asker(10)
            call = list_support_channels("biz_emulator")
            await shared.look("one question", shared.ask(call), first)
            await asyncio.sleep(0.05)
            await shared.look("another", shared.ask(call), second)
            return first.asked, second.asked, first.knows, second.knows

    first_asked, second_asked, first_knows, second_knows = asyncio.run(play())
    assert (first_asked, first_knows) == (second_asked, second_knows)
    assert 1 == looks(whop)


def test_an_answer_that_took_longer_than_an_interval_is_for_all_who_have_waited_for_it(whop: WhopEmulator) -> None:
    """Else they ask one after the other, and where Whop hangs, the last waits for as many time-outs as there are."""

    async def play() -> None:
        async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)) as shared:
            call, askers = list_support_channels("biz_emulator"), [Asker(0) for _ in range(10)]
            await asyncio.gather(*(shared.look("one question", shared.ask(call), asker) for asker in askers))

    asyncio.run(play())
    assert 1 == looks(whop)


@pytest.mark.parametrize(("who", "expected"), [("often seldom", 2), ("another often often seldom", 3)])
def test_an_answer_that_those_who_were_told_have_outlived_is_not_for_one_who_looks_more_seldom(
    whop: WhopEmulator, who: str, expected: int
) -> None:
    """In the second history an older answer had been for longer than the one that took its place."""

    async def play() -> None:
        async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)) as shared:
            askers = {"often": Asker(0.05), "seldom": Asker(60), "another": Asker(60)}
            for name in who.split():
                call = list_support_channels("biz_emulator")
                await shared.look("one question", shared.ask(call), askers[name])
                await asyncio.sleep(0.1)

    asyncio.run(play())
    assert expected == looks(whop)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let time stand still until the test has it go on."""
    now = [1000.0]
    for module in (together, asker):
        monkeypatch.setattr(module, "monotonic", lambda: now[0])
    return now


def found(messages: int) -> Steps[News]:
    """A look that needs nothing of Whop."""
    at = datetime.now(UTC)
    one = InboxMessage(id="post_1", channel_id="feed_1", user_id="user_ada", created_at=at)
    return News(messages=(one,) * messages, interval=Interval(since=Watermark(at=at)))
    yield


@asynccontextmanager
async def sharing() -> AsyncIterator[together.Together]:
    async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)) as shared:
        yield shared


def kept(shared: together.Together) -> int:
    return sum(place.weight for place in shared._places.values())


@pytest.mark.parametrize("at_once", [True, False])
def test_what_is_kept_for_others_does_not_grow_without_end(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    async def play() -> int:
        async with sharing() as shared:
            calls = [list_support_channels("biz_emulator", first=first) for first in range(1, 21)]
            looks = [shared.look(call.query, shared.ask(call), Asker(3600)) for call in calls]
            if at_once:
                await asyncio.gather(*looks)
            else:
                for look in looks:
                    await look
            return kept(shared)

    whop.customer_writes("ada", "help")
    one = asyncio.run(play()) // 20
    monkeypatch.setattr(together, "MOST_BYTES", 5 * one)
    assert one <= asyncio.run(play()) <= 6 * one


@pytest.mark.usefixtures("clock")
def test_nor_does_what_looks_have_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many that each have an interval of their own find much in the same few pages."""

    async def play() -> int:
        async with sharing() as shared:
            for number in range(20):
                await shared.look(number, found(100), Asker(3600))
            return kept(shared)

    one = 100 * together.FOUND
    monkeypatch.setattr(together, "MOST_BYTES", 5 * one)
    assert one <= asyncio.run(play()) <= 6 * one


def test_what_nobody_will_take_any_more_is_let_go_with_the_next_question(clock: list[float]) -> None:
    async def play() -> list[Hashable]:
        async with sharing() as shared:
            for number in range(100):
                await shared.look(number, found(100), Asker(60))
            clock[0] += 61
            await shared.look("the next", found(0), Asker(60))
            return list(shared._places)

    assert ["the next"] == asyncio.run(play())


def test_what_is_let_go_is_looked_for_seldom(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand that wait would pay for each other in each look else."""
    weighed: list[None] = []
    monkeypatch.setattr(together._Place, "weight", property(lambda place: weighed.append(None) or 0))

    async def play() -> None:
        async with sharing() as shared:
            for number in range(4000):
                clock[0] += 0.001
                await shared.look(number % 1000, found(0), Asker(0.5))

    asyncio.run(play())
    assert len(weighed) <= 20 * 4000


def test_answers_that_nobody_will_take_any_more_do_not_pile_up(whop: WhopEmulator, clock: list[float]) -> None:
    async def play() -> int:
        most = 0
        async with together.joined(await WhopHook("whop_default").asettings(), logging.getLogger(__name__)) as shared:
            for number in range(400):
                clock[0] += together.SELDOM / 100
                await shared.look(number, shared.ask(list_support_channels("biz_emulator")), Asker(0.0))
                most = max(most, len(shared._places))
        return most

    assert 110 >= asyncio.run(play()) >= 90
    assert 400 == looks(whop)
