"""Runs in a peer's environment: what one look into an inbox takes; ``python looked.py CONNECTION COUNT NEW``."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.transport.async_client import AsyncWhopClient
from airflow_provider_whop.triggers.looking import Looking
from peers.tasks import as_in_a_task

HALF_A_DAY = timedelta(hours=12)


async def main(count: int, new: int) -> dict[str, float]:
    """Look twice to warm up, then measure."""
    asked = Requests()
    interval = Interval(since=Watermark.since(datetime.now(UTC) - HALF_A_DAY))
    looking = Looking("whop_default", lambda settings: Wanted.of(company_id=settings.company(None)), 30.0, 0.0)
    for _ in range(2):
        await looking.news(interval)
    asked.seen, cpu = 0, process_time()
    found = [await looking.news(interval) for _ in range(count)]
    cpu = process_time() - cpu
    await looking.aclose()
    if any(len(news.messages) != new for news in found):
        raise RuntimeError(f"a look found {[len(news.messages) for news in found]} messages where there are {new}")
    return {"CPU µs": cpu / count * 1e6, "requests": asked.seen / count}


class Requests:
    """Counts the calls that a client makes."""

    def __init__(self) -> None:
        self.seen = 0
        ask = AsyncWhopClient.ask

        def counted(client: AsyncWhopClient, call: Any) -> Any:
            self.seen += 1
            return ask(client, call)

        AsyncWhopClient.ask = counted  # type: ignore[method-assign]


if __name__ == "__main__":
    as_in_a_task(whop_default=json.loads(sys.argv[1]))
    print(json.dumps(asyncio.run(main(*map(int, sys.argv[2:])))))
