"""What a look costs: requests follow the news, not the size of the inbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from airflow_provider_whop.api.inbox.watermark import Watermark
from airflow_provider_whop.emulator import WhopEmulator

CHANNELS = 5000
Look = Any


@pytest.fixture
def customers(whop: WhopEmulator, past: Any) -> list[str]:
    """Thousands of conversations, all a day old."""
    past.ago = timedelta(days=1)
    customers = [whop.add_customer(f"customer{number}") for number in range(CHANNELS)]
    for customer in customers:
        whop.customer_writes(customer, "long ago")
    past.ago = timedelta(0)
    return customers


def test_requests_are_one_for_each_page_of_channels_that_moved_and_one_for_each_of_these(
    look: Look, whop: WhopEmulator, start: Watermark, customers: list[str], cost: Any
) -> None:
    mark = look(start).mark
    assert {"listSupportChannels": 1} == cost()
    whop.customer_writes(customers[7], "help")
    mark = look(mark).mark
    assert {"listSupportChannels": 1, "listMessages": 1} == cost()
    for customer in customers[:50]:
        whop.customer_writes(customer, "help")
    look(mark)
    assert {"listSupportChannels": 1, "listMessages": 50} == cost()


@pytest.mark.usefixtures("customers")
def test_what_moved_is_read_again_for_as_long_as_the_overlap_and_then_no_more(
    look: Look, whop: WhopEmulator, past: Any, start: Watermark, cost: Any
) -> None:
    past.ago = timedelta(minutes=3)
    for number in range(50):
        whop.customer_writes(f"customer{number}", "help")
    mark = look(start).mark
    cost()
    assert [] == list(look(mark).messages)
    assert {"listSupportChannels": 1, "listMessages": 50} == cost(), "right after the burst"
    past.ago = timedelta(0)
    mark = look(mark).mark
    cost()
    assert [] == list(look(mark).messages)
    assert {"listSupportChannels": 1} == cost(), "after the overlap has passed"


def test_where_the_channels_that_moved_fill_several_pages_the_top_is_read_once_more(
    look: Look, whop: WhopEmulator, past: Any, start: Watermark, cost: Any
) -> None:
    past.ago = timedelta(minutes=30)
    for number in range(250):
        whop.customer_writes(whop.add_customer(f"customer{number}"), "help")
    past.ago = timedelta(0)
    assert 250 == len(look(start).messages)
    assert {"listSupportChannels": 3 + 1, "listMessages": 250} == cost()


def test_the_pages_of_a_channel_are_read_no_further_than_the_mark(
    look: Look, whop: WhopEmulator, past: Any, start: Watermark, cost: Any
) -> None:
    past.ago = timedelta(hours=2)
    for _ in range(200):
        whop.customer_writes("ada", "long ago")
    past.ago = timedelta(minutes=1)
    written = {whop.customer_writes("ada", "help")["id"] for _ in range(60)}
    past.ago = timedelta(0)
    assert written == {message.id for message in look(start).messages}
    assert {"listSupportChannels": 1, "listMessages": 2} == cost()
