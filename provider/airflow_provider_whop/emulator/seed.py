"""What a new Whop holds: a company with two chat channels, its team, three customers, one key. Ids to write in DAGs."""

from __future__ import annotations

from airflow_provider_whop.emulator.contract import every_permission
from airflow_provider_whop.emulator.records import Company, Key, Person, Room
from airflow_provider_whop.emulator.world import World

COMPANY = "biz_emulator"
KEY = "whop_emulator_key"
ANNOUNCEMENTS = "chat_feed_announcements"
LOUNGE = "chat_feed_lounge"


def populate(world: World, key: str) -> None:
    """Fill an empty world; ``key`` may do everything in it."""
    company = world.companies[COMPANY] = Company(COMPANY, "Emulator Inc.")
    team = Person("user_team", "team", "Team Bot")
    customers = [Person(f"user_{name}", name, name.title()) for name in ("ada", "ben", "cleo")]
    world.people.update({person.id: person for person in (team, *customers)})
    world.keys[key] = Key(key, company, team, every_permission(), "everything")
    for room_id, experience_id, name in (
        (ANNOUNCEMENTS, "exp_announcements", "Announcements"),
        (LOUNGE, "exp_lounge", "Lounge"),
    ):
        world.add_room(Room(room_id, "chat", company, world.now(), name=name, experience_id=experience_id))
