"""Looks at Whop from a triggerer: one client for as long as somebody waits, made anew after a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.waiting import Waiting
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval
from airflow_provider_whop.hooks.whop import WhopHook

if TYPE_CHECKING:
    from airflow_provider_whop.api.inbox.message import News
    from airflow_provider_whop.api.settings import Settings


class Looking:
    """
    Looks for new messages; to be closed.

    :param whop_conn_id: connection of type ``whop``.
    :param wanted: says which messages count, told the connection's settings.
    :param overlap: seconds within which Whop shows a message in its lists.
    """

    def __init__(self, whop_conn_id: str, wanted: Callable[[Settings], Wanted], overlap: float) -> None:
        self._hook = WhopHook(whop_conn_id)
        self._wanted = wanted
        self._overlap = overlap
        self._inbox: Inbox | None = None

    async def news(self, interval: Interval) -> News:
        """
        Look once.

        :raises WhopError: it could not be seen; a later look, or one after ``aclose``, may go better.
        """
        client = await self._hook.aget_conn()
        if self._inbox is None:
            self._inbox = Inbox(client.ask, self._wanted(client.settings), overlap=self._overlap)
        return await client.run(self._inbox.news(interval))

    async def wait(self, interval: Interval, *, every: float, failures: int) -> News:
        """
        Look every so many seconds until there is something new.

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
            else:
                failed = 0
                if news.messages:
                    return news
            await asyncio.sleep(every)

    async def ended(self, interval: Interval, *, every: float, failures: int) -> dict[str, Any]:
        """Wait, close, and give what a worker has to know of how that ended."""
        try:
            news = await self.wait(interval, every=every, failures=failures)
        except WhopError as error:
            return {"status": "error", "message": str(error), "permanent": error.permanent}
        finally:
            await self.aclose()
        return {"status": "success", "news": news.model_dump(mode="json")}

    async def aclose(self) -> None:
        """Close the client; the next look fetches the connection again, even if this fails."""
        used, self._hook, self._inbox = self._hook, WhopHook(self._hook.whop_conn_id), None
        await used.aclose()
