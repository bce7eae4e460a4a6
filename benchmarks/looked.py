"""Runs in a peer's environment: what one look into an inbox takes; ``python looked.py URL SINCE LOOKS NEW``."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from time import process_time

from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.triggers.looking import Looking
from peers.waits import named


async def main(since: str, looks: int, new: int) -> dict[str, float]:
    """Look a tenth of the times to warm up, then measure."""
    interval = Interval(since=Watermark.since(since))
    looking = Looking("whop_default", _anyones, 30.0, 0.0)
    for _ in range(looks // 10):
        await looking.news(interval)
    gc.collect()  # else what was imported is gone through amid the looks, once, in whichever peer makes more objects
    cpu = process_time()
    found = {len((await looking.news(interval)).messages) for _ in range(looks)}
    cpu = process_time() - cpu
    await looking.aclose()
    if found != {new}:
        raise RuntimeError(f"looks found {found} messages where there are {new}")
    return {"CPU µs": cpu / looks * 1e6}


def _anyones(settings: Settings) -> Wanted:
    """Want the team's words too: all channels are answered with one page of messages, which one customer wrote."""
    return Wanted.of(company_id=settings.company(None), whose="anyone")


if __name__ == "__main__":
    named(sys.argv[1])
    print(json.dumps(asyncio.run(main(sys.argv[2], *map(int, sys.argv[3:])))))
