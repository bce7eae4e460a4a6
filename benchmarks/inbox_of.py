"""The emulator with a support inbox of any size: ``python inbox_of.py CHANNELS NEW``; prints its connection.

It is made in bulk. All conversations are a day old; so many of them have a new message.
"""

from __future__ import annotations

import signal
import sys
from datetime import timedelta

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.records import Person, Post, Room
from airflow_provider_whop.emulator.seed import COMPANY
from airflow_provider_whop.emulator.world import World


def fill(world: World, channels: int, new: int) -> None:
    """Let customers write, each in a channel of its own."""
    company, now = world.companies[COMPANY], world.now()
    for number in range(channels):
        written = now - (timedelta(seconds=1) if number < new else timedelta(days=1))
        customer = Person(f"user_{number}", f"customer{number}", f"Customer {number}")
        world.people[customer.id] = customer
        room = world.add_room(Room(world.new_id("feed"), "support", company, written, customer=customer))
        world.add(Post(world.new_id("post"), room, customer, "Where is my order?", written, written))


if __name__ == "__main__":
    whop = WhopEmulator(rate_limit=0, seed=1)
    fill(whop.world, *map(int, sys.argv[1:]))
    with whop:
        print(whop.connection, flush=True)
        signal.pause()
