"""/dm_channels: list, open, fetch, rename, delete."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from airflow_provider_whop.emulator import refusals, shapes
from airflow_provider_whop.emulator.admission import Admitted, Caller
from airflow_provider_whop.emulator.paging import Listing, PageQuery
from airflow_provider_whop.emulator.places import by_newest_post
from airflow_provider_whop.emulator.records import Person, Room
from airflow_provider_whop.emulator.routes.payload import Payload
from airflow_provider_whop.emulator.world import World

router = APIRouter()
MOST_MEMBERS = 50


class DmChannelIn(Payload):
    """With whom to talk."""

    with_user_ids: Annotated[list[str], Field(min_length=1, max_length=MOST_MEMBERS - 1)]
    company_id: str | None = None
    account_id: str | None = None
    custom_name: str | None = None
    notifications_enabled: bool | None = None


class DmChannelChange(Payload):
    """A new name, or null for none."""

    custom_name: str | None = None


@router.get("/dm_channels", operation_id="listDmChannels")
async def list_dm_channels(
    request: Request, caller: Admitted, wanted: Annotated[PageQuery, Depends()]
) -> dict[str, Any]:
    """List the author's own conversations, most recently active first."""
    if caller.names_company(request.query_params):
        caller.company(request.query_params)
    own = [room for room in caller.world.rooms.values() if room.kind == "dm" and caller.key.author in room.members]
    place = by_newest_post(caller.world)
    listing = Listing("dm_channels", sorted(own, key=place), place, descending=True)
    return listing.page(
        wanted, caller.options.page_size, caller.options.largest_page, lambda room: _shape(room, caller)
    )


@router.post("/dm_channels", operation_id="createDmChannel")
async def create_dm_channel(wanted: DmChannelIn, caller: Admitted) -> dict[str, Any]:
    """Open a conversation with these people, or give the one that there is."""
    members = [caller.key.author, *(_person(caller.world, name) for name in wanted.with_user_ids)]
    room = _between(caller.world, members) or _opened(caller.world, members)
    if wanted.custom_name is not None:
        room.name = wanted.custom_name
    return _shape(room, caller)


@router.get("/dm_channels/{id}", operation_id="retrieveDmChannel")
async def retrieve_dm_channel(id: str, caller: Admitted) -> dict[str, Any]:
    """Fetch one conversation."""
    return _shape(caller.room(id, "dm"), caller)


@router.patch("/dm_channels/{id}", operation_id="updateDmChannel")
async def update_dm_channel(id: str, wanted: DmChannelChange, caller: Admitted) -> dict[str, Any]:
    """Rename a conversation."""
    room = caller.room(id, "dm")
    if "custom_name" in wanted.model_fields_set:
        room.name = wanted.custom_name
    return _shape(room, caller)


@router.delete("/dm_channels/{id}", operation_id="deleteDmChannel")
async def delete_dm_channel(id: str, caller: Admitted) -> bool:
    """Delete a conversation with all its messages."""
    room = caller.room(id, "dm")
    caller.world.remove(room.posts)
    del caller.world.rooms[room.id]
    return True


def _shape(room: Room, caller: Caller) -> dict[str, Any]:
    return shapes.dm_channel(room, caller.world.newest(room))


def _person(world: World, name: str) -> Person:
    person = world.person(name)
    if person is None:
        raise refusals.not_found("The user")
    return person


def _between(world: World, members: list[Person]) -> Room | None:
    ids = {person.id for person in members}
    rooms = (room for room in world.rooms.values() if room.kind == "dm")
    return next((room for room in rooms if {person.id for person in room.members} == ids), None)


def _opened(world: World, members: list[Person]) -> Room:
    return world.add_room(Room(world.new_id("feed"), "dm", None, world.now(), members=members))
