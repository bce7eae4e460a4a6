"""Looks at Whop from a triggerer, together with others who wait there; fetches the connection anew after a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.waiting import Waiting
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval
from airflow_provider_whop.hooks.whop import WhopHook
from airflow_provider_whop.triggers.asker import Asker
from airflow_provider_whop.triggers.together import Together, joined

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.message import News
    from airflow_provider_whop.api.settings import Settings


class Looking:
    """
    Looks for new messages; to be closed.

    :param whop_conn_id: connection of type ``whop``.
    :param wanted: says which messages count, told the connection's settings.
    :param overlap: seconds within which Whop shows a message in its lists.
    :param every: seconds between two looks.
    """

    def __init__(self, whop_conn_id: str, wanted: Callable[[Settings], Wanted], overlap: float, every: float) -> None:
        self._hook = WhopHook(whop_conn_id)
        self._wanted = wanted
        self._overlap = overlap
        self._every = every
        self._asker = Asker(every)
        self._joined = AsyncExitStack()
        self._place: tuple[Together, Inbox, str] | None = None

    @property
    def pause(self) -> float:
        """Seconds until the next look is due, which brings those who share their answers into step."""
        return self._asker.pause

    async def news(self, interval: Interval) -> News:
        """
        Look once.

        :raises WhopError: it could not be seen; a later look, or one after ``aclose``, may go better.
        """
        self._asker.begin()
        self._place = together, inbox, wanted = self._place or await self._join()
        question = wanted, self._overlap, interval.model_dump_json()
        return await together.look(question, inbox.news(interval), self._asker)

    async def _join(self) -> tuple[Together, Inbox, str]:
        settings = await self._hook.asettings()
        wanted = self._wanted(settings)
        together = await self._joined.enter_async_context(joined(settings, self._hook.log))
        return together, Inbox(together.ask, wanted, overlap=self._overlap), wanted.model_dump_json()

    async def wait(self, interval: Interval, *, failures: int) -> News:
        """
        Look again and again until there is something new.

        :param failures: looks in a row that may fail for a reason that passes.
        :raises WhopError: one more than those failed, or one that asking again cannot mend.
        """
        failed, waiting = 0, Waiting(interval)
        while True:
            try:
                news = waiting.seen(await self.news(waiting.left))
            except WhopError as error:
                failed += 1
                if error.permanent or failed > failures:
                    raise
                self._hook.log.warning("Look %d in a row that failed: %s", failed, error)
                await asyncio.sleep(self._every)
            else:
                failed = 0
                if news.messages:
                    return news
                await asyncio.sleep(self.pause)

    async def ended(self, interval: Interval, *, failures: int) -> dict[str, Any]:
        """Wait, close, and give what a worker has to know of how that ended."""
        try:
            news = await self.wait(interval, failures=failures)
        except WhopError as error:
            return {"status": "error", "message": str(error), "permanent": error.permanent}
        finally:
            await self.aclose()
        return {"status": "success", "news": news.model_dump(mode="json")}

    async def aclose(self) -> None:
        """Leave the client; the next look fetches the connection again, even if this fails."""
        used, self._joined, self._place = self._joined, AsyncExitStack(), None
        await used.aclose()
