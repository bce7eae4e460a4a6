"""A message from one of Airflow's callbacks: within seconds, whatever Whop does; once, though Airflow call twice."""

from __future__ import annotations

from asyncio import timeout
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from threading import Thread

from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.hurry import Hurry
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import R, Steps
from airflow_provider_whop.hooks.clients import ClientsHook
from airflow_provider_whop.hooks.send import Send
from airflow_provider_whop.transport.performer import Performer

RETRIES = 2
SHARE = 3
"""Of its time that a message may spend on one wait: a look and a post have to fit into it."""


class CallbackHook(ClientsHook):
    """
    Sends one message in a hurry.

    :param whop_conn_id: id of a connection of type ``whop``; its own patience counts where it is less.
    :param seconds: the most that a delivery may take, from when Airflow has given the connection.
    """

    def __init__(self, whop_conn_id: str, seconds: float) -> None:
        super().__init__(whop_conn_id)
        self._seconds = seconds

    def deliver(self, send: Send) -> SentMessage:
        """Deliver it, or raise a WhopError when the time is over."""
        client, hurry = self.get_conn(), Hurry(self._seconds)
        steps = _hurried(send, client, hurry)
        return _in_time(lambda: client.run(steps), hurry)

    async def adeliver(self, send: Send) -> SentMessage:
        """Do the same, awaited."""
        client, hurry = await self.aget_conn(), Hurry(self._seconds)
        try:
            async with timeout(hurry.seconds):
                return await client.run(_hurried(send, client, hurry))
        except TimeoutError:
            raise hurry.over() from None

    def _settings(self, name: str = "") -> Settings:
        return self._brief(super()._settings(name))

    async def asettings(self) -> Settings:
        """Give what the connection says now, with the waits that a callback has time for."""
        return self._brief(await super().asettings())

    def _brief(self, settings: Settings) -> Settings:
        wait = self._seconds / SHARE
        return replace(
            settings,
            timeout=min(settings.timeout, wait),
            connect_timeout=min(settings.connect_timeout, wait),
            max_retries=min(settings.max_retries, RETRIES),
            max_wait=min(settings.max_wait, self._seconds),
        )


def _hurried(send: Send, client: Performer, hurry: Hurry) -> Steps[SentMessage]:
    return hurry.steps(send.steps(client.settings, client.ask, send.journal.recall()))


def _in_time(work: Callable[[], R], hurry: Hurry) -> R:
    """Work in a thread that nobody waits for in the end: to look up a host's name may take longer than any time-out."""
    future: Future[R] = Future()
    Thread(target=_fulfil, args=(future, work), name="whop-callback", daemon=True).start()
    try:
        return future.result(hurry.seconds)
    except TimeoutError:
        raise hurry.over() from None


def _fulfil(future: Future[R], work: Callable[[], R]) -> None:
    try:
        future.set_result(work())
    except BaseException as failed:  # noqa: BLE001  # it is raised where the result is asked for
        future.set_exception(failed)
