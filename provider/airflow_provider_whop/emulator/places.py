"""The orders in which lists of rooms are read: each gives a room's place, later places sorting higher."""

from __future__ import annotations

from airflow_provider_whop.emulator.shapes import instant
from airflow_provider_whop.emulator.world import Room


def by_creation(room: Room) -> tuple[str, str]:
    """Rooms by the time they were opened."""
    return instant(room.created_at), room.id


def by_last_post(room: Room) -> tuple[str, str]:
    """Rooms by their newest post; a room without one comes last."""
    return room.posts[-1].place if room.posts else ("", room.id)
