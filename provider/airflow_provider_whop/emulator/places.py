"""The orders in which lists of rooms are read: each gives a room's place, later places sorting higher."""

from __future__ import annotations

from datetime import UTC, datetime

from airflow_provider_whop.emulator.shapes import instant
from airflow_provider_whop.emulator.world import Room

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def by_creation(room: Room) -> tuple[str, str]:
    """Rooms by the time they were opened."""
    return instant(room.created_at), room.id


def by_last_post(room: Room) -> tuple[str, str]:
    """Rooms by their newest post; a room without one comes last."""
    return instant(room.last_message_at or NEVER), room.id
