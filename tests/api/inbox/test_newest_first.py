"""Lists that break off: a look is whole, or it is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from airflow_provider_whop.api.conversation import converse
from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.inbox.inbox import Inbox
from airflow_provider_whop.api.inbox.message import News
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval, Watermark
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Request, Response, Steps

SETTINGS = Settings(key="key", company_id="biz_1")


def answered(steps: Steps[News], answer: dict[str, Any]) -> News:
    """Perform a look of which every request gets the same answer."""
    now = datetime.now(UTC)
    response = Response(
        200, {"date": format_datetime(now, usegmt=True)}, json.dumps(answer).encode(), now.timestamp(), 0.01
    )
    reply: Response | None = None
    while True:
        try:
            step = steps.send(reply)
        except StopIteration as finished:
            news: News = finished.value
            return news
        reply = response if isinstance(step, Request) else None


@pytest.mark.parametrize("cursor", ["on", None])
def test_a_list_that_says_more_follows_and_gives_no_way_there_is_no_whole_look(cursor: str | None) -> None:
    inbox = Inbox(lambda call: converse(call, SETTINGS), Wanted.of(company_id="biz_1"))
    since = Watermark(at=datetime.now(UTC) - timedelta(hours=1))
    broken_off = {"data": [], "page_info": {"end_cursor": cursor, "has_next_page": True}}
    with pytest.raises(WhopError):
        answered(inbox.news(Interval(since=since)), broken_off)
