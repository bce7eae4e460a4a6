"""One asset that watches an inbox: hears of every look, and says when its DAG is to be woken. Tells ids and no text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from airflow_provider_whop.api.inbox.bell import Bell, Told
from airflow_provider_whop.api.inbox.watermark import Watermark
from airflow_provider_whop.assets.memory import Memory

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.message import InboxMessage, News
    from airflow_provider_whop.triggers.stream import Look

MOST_TOLD = 100


class Subscriber:
    """
    The watch of one asset.

    :param asset: the asset's name.
    """

    def __init__(self, asset: str, log: Any) -> None:
        self.asset = asset
        self._memory = Memory(asset)
        self._log = log
        self._told: Told | None = None
        self._bell: Bell | None = None
        self._handled: Watermark | None = None
        self._begins: Told | None = None
        self._remembers = False

    @property
    def mark(self) -> Watermark | None:
        """How far it has heard; None where its watch begins, which is told of nothing that was there before."""
        return self._bell.mark if self._bell else None

    def rests(self, since: datetime) -> bool:
        """Tell whether a look from ``since`` on that has found nothing changes no more here than what is heard of."""
        bell = self._bell
        return bell is not None and self._remembers and bell.rests and bell.mark.at >= since

    def go_on(self, mark: Watermark) -> None:
        """Take a look up to ``mark`` for heard that has found nothing."""
        if self._bell:
            self._bell.go_on(mark)

    async def recall(self) -> None:
        """Remember before a look; what fails is tried again when that is heard."""
        try:
            await self.remember()
        except Exception as error:  # noqa: BLE001  whatever it is, it must not end the poll
            self._log.warning("Airflow's memory of asset %s could not be read: %s", self.asset, error)

    async def remember(self) -> None:
        """Take up where the watch ended: from what is handled on, for a restart may have lost what was rung for."""
        told, handled = await self._memory.atold(), await self._memory.ahandled()
        if self._remembers:
            return  # a look that was heard meanwhile did so too, and has gone on from there
        self._handled = handled.mark if handled else None
        if told:
            self._take_up(told, Bell(self._handled or told.since, told.mark))

    async def hear(self, look: Look) -> dict[str, Any] | None:
        """Give the payload of an event where a look is a reason to ring; what fails is heard again by the next look."""
        try:
            return await self._rings(look)
        except Exception as error:  # noqa: BLE001  whatever it is, it must not end the watch
            self._log.warning("Airflow's memory of asset %s could not be read or written: %s", self.asset, error)
            return None

    async def keep(self, told: Told) -> None:
        """Write down what was rung for."""
        await self._memory.akeep_told(told)

    async def _rings(self, look: Look) -> dict[str, Any] | None:
        if not self._remembers:
            await self.remember()
        told, bell = self._told, self._bell
        if told is None or bell is None:
            told, bell = await self._begin(look.news)
        if look.news.interval.since.at > bell.mark.at:
            return None  # it was asked for before this subscriber came, and leaves out what only this one waits for
        handled = await self._memory.ahandled() if bell.waiting or bell.news(look.news) else None
        if not bell.heard(look.news, handled.mark if handled else None):
            return None
        look.rung[self.asset] = Told(since=told.since, mark=bell.mark)
        return self._payload(bell.waiting)

    async def _begin(self, news: News) -> tuple[Told, Bell]:
        """Begin the watch with this look, once that is written down: a restart has to begin where this one did."""
        told = self._begins = self._begins or Told(since=Watermark(at=news.asked_at or datetime.now(UTC)))
        await self.keep(told)  # where that fails it may be kept all the same, so the next look begins no later
        return self._take_up(told, Bell(self._handled or told.since))  # a run by hand may have come before

    def _take_up(self, told: Told, bell: Bell) -> tuple[Told, Bell]:
        self._told, self._bell, self._remembers = told, bell, True
        return told, bell

    def _payload(self, waiting: tuple[InboxMessage, ...]) -> dict[str, Any]:
        self._log.info("Rings for asset %s: %d messages are not handled yet", self.asset, len(waiting))
        told = [message.model_dump(mode="json", exclude={"content"}) for message in waiting[-MOST_TOLD:]]
        return {"asset": self.asset, "count": len(waiting), "messages": told}
