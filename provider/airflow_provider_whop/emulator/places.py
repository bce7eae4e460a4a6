"""The orders in which lists of rooms are read: each gives a room's place, later places sorting higher."""

from __future__ import annotations

from collections.abc import Callable

from airflow_provider_whop.emulator.records import Room
from airflow_provider_whop.emulator.shapes import instant
from airflow_provider_whop.emulator.world import World

Place = tuple[str, str]


def by_creation(room: Room) -> Place:
    """Rooms by the time they were opened."""
    return instant(room.created_at), f"{room.number:012d}"


def by_newest_post(world: World) -> Callable[[Room], Place]:
    """Rooms by the newest post that lists show; a room without one comes last."""

    def place(room: Room) -> Place:
        newest = world.newest(room)
        return newest.place if newest else ("", f"{room.number:012d}")

    return place
