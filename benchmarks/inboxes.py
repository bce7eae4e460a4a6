"""Support inboxes of any size, made in bulk, and what Whop answers to a look into one, for ``servers.prepared``."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache

from airflow_provider_whop.api.inbox.moved import PAGE
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.records import Person, Post, Room
from airflow_provider_whop.emulator.seed import COMPANY
from airflow_provider_whop.emulator.world import World
from samples import asked

BEFORE = datetime(2025, 1, 1, tzinfo=UTC)
"""Earlier than the ``Date`` of the prepared answers."""
OLD = BEFORE - timedelta(days=1)
"""When what is not new in an inbox was written."""
NEWEST = f"/support_channels?order=last_post_sent_at&direction=desc&first={PAGE}"


def fill(world: World, channels: int, new: int) -> None:
    """Let customers write, each in a channel of its own: so many of them just now, the others long ago."""
    company = world.companies[COMPANY]
    for number in range(channels):
        written = world.now() if number < new else OLD
        customer = Person(f"user_{number}", f"customer{number}", f"Customer {number}")
        world.people[customer.id] = customer
        room = world.add_room(Room(world.new_id("feed"), "support", company, written, customer=customer))
        world.add(Post(world.new_id("post"), room, customer, "Where is my order?", written, written))


@cache
def pages_of(channels: int, new: int) -> dict[str, str]:
    """Give the newest page of channels of an inbox, and the messages of the newest of them."""
    with WhopEmulator(rate_limit=0, seed=1, now=lambda: BEFORE) as whop:
        fill(whop.world, channels, new)
        newest = asked(whop, NEWEST)
        messages = asked(whop, f"/messages?channel_id={json.loads(newest)['data'][0]['id']}")
    return {"GET support_channels": newest, "GET messages": messages}


def quiet_page() -> dict[str, str]:
    """Give the newest page of an inbox that fills it."""
    page = pages_of(PAGE, 0)
    if len(json.loads(page["GET support_channels"])["data"]) != PAGE:
        raise RuntimeError(f"the emulator gave no page of {PAGE} channels")
    return page
