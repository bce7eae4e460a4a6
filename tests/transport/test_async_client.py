"""What only the asynchronous transport can get wrong: the event loop."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest

from airflow_provider_whop.api import messages
from airflow_provider_whop.api.delivery import attempts
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Steps, Turn
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from airflow_provider_whop.transport.terms import CONNECTIONS


async def _many(settings: Settings, number: int) -> None:
    async with AsyncWhopClient(settings) as client:
        calls = (messages.create_message("exp_lounge", str(n)) for n in range(number))
        await asyncio.gather(*(client.send(call) for call in calls))


def test_many_calls_at_once_share_a_few_connections(whop: WhopEmulator) -> None:
    asyncio.run(_many(Settings(key=whop.key, base_url=whop.base_url), 50))
    assert 50 == len(whop.messages("exp_lounge"))
    assert len({entry.peer for entry in whop.requests}) <= CONNECTIONS


def test_many_sends_at_once_to_a_slow_whop_each_take_one_attempt(
    whop: WhopEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A send's last moment is fixed when there is a connection for it."""
    monkeypatch.setattr(attempts, "GRACE", 0.3)
    whop.misbehave("createMessage", accepted=True, wait_after=0.5, times=30)
    settings = Settings(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, connect_timeout=0.3)

    async def send(client: AsyncWhopClient, number: int) -> SentMessage:
        message, promise = NewMessage.of(channel_id="exp_lounge", content=str(number)), Promise(key=str(number))
        return await client.run(deliver(message, promise, client.settings, client.ask))

    async def all_of_them() -> list[SentMessage]:
        async with AsyncWhopClient(settings) as client:
            return await asyncio.gather(*(send(client, number) for number in range(30)))

    assert [(1, "sent")] * 30 == [(sent.attempts, sent.delivery) for sent in asyncio.run(all_of_them())]


def test_a_conversation_takes_any_number_of_turns_and_leaves_its_connection_to_others(whop: WhopEmulator) -> None:
    call = messages.list_messages("exp_lounge")

    def turn_after_turn() -> Steps[None]:
        for _ in range(2 * CONNECTIONS):
            yield Turn(call.operation)

    def broken() -> Steps[None]:
        yield Turn(call.operation)
        raise ZeroDivisionError

    async def use_them_up() -> None:
        async with AsyncWhopClient(Settings(key=whop.key, base_url=whop.base_url)) as client:
            for _ in range(2 * CONNECTIONS):
                await client.run(turn_after_turn())
                with pytest.raises(ZeroDivisionError):
                    await client.run(broken())
                async for _ in client.pages(call):
                    break
            await client.send(call)

    asyncio.run(asyncio.wait_for(use_them_up(), 10))


def test_a_conversation_that_is_cancelled_leaves_its_connection_to_others(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", accepted=True, wait_after=1.0, times=3 * CONNECTIONS)

    async def cancel_all() -> None:
        async with AsyncWhopClient(Settings(key=whop.key, base_url=whop.base_url)) as client:
            posts = (client.send(messages.create_message("exp_lounge", "hi")) for _ in range(3 * CONNECTIONS))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.gather(*posts), 0.3)
            await asyncio.gather(*(client.send(messages.list_messages("exp_lounge")) for _ in range(CONNECTIONS)))

    asyncio.run(asyncio.wait_for(cancel_all(), 10))


def test_conversations_that_are_cancelled_before_their_turn_do_not_hold_up_others() -> None:
    """A thousand sensors that go away at once would hold up those that stay by the time of a thousand turns."""

    def turn() -> Steps[None]:
        yield Turn("listMessages")

    async def left(many: int) -> float:
        async with AsyncWhopClient(Settings(key="key", rate_limit=60)) as client:
            waiting = [asyncio.ensure_future(client.run(turn())) for _ in range(many)]
            await asyncio.sleep(0)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return client._pace.turn("listMessages", monotonic())

    assert 2 > asyncio.run(left(100))


def test_one_that_is_cancelled_while_it_waits_for_a_connection_gives_its_turn_back() -> None:
    def turn() -> Steps[None]:
        yield Turn("listMessages")

    async def left() -> float:
        async with AsyncWhopClient(Settings(key="key", rate_limit=60)) as client:
            for _ in range(CONNECTIONS):
                await client._free.acquire()
            waiting = [asyncio.ensure_future(client.run(turn())) for _ in range(50)]
            await asyncio.sleep(0)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
            return sum(client._pace.turn("listMessages", monotonic()) for _ in range(50))

    assert 0 == asyncio.run(left())


async def _longest_stall(settings: Settings) -> float:
    """Measure how long the loop ever stood still while clients were made and used."""
    longest, going = 0.0, True

    async def watch() -> None:
        nonlocal longest
        while going:
            before = monotonic()
            await asyncio.sleep(0.001)
            longest = max(longest, monotonic() - before)

    watching = asyncio.create_task(watch())
    for _ in range(20):
        async with AsyncWhopClient(settings) as client:
            await client.send(messages.create_message("exp_lounge", "hi"))
    going = False
    await watching
    return longest


def test_a_new_client_does_not_stop_the_loop(whop: WhopEmulator) -> None:
    settings = Settings(key=whop.key, base_url=whop.base_url)
    asyncio.run(_many(settings, 1))  # reads the certificates, once a process
    # the least of three: a busy machine takes the processor away now and then, a client that stops the loop always does
    assert min(asyncio.run(_longest_stall(settings)) for _ in range(3)) < 0.1
