"""/support_channels: list, open, fetch."""

# written as types, not text, for FastAPI before 0.118: it resolves no annotation of a class that it fills from a query

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request

from airflow_provider_whop.emulator import refusals, shapes
from airflow_provider_whop.emulator.admission import Admitted, Caller
from airflow_provider_whop.emulator.paging import Listing, PageQuery
from airflow_provider_whop.emulator.places import by_creation, by_newest_post
from airflow_provider_whop.emulator.records import Company, Person, Room
from airflow_provider_whop.emulator.routes.payload import Payload
from airflow_provider_whop.emulator.world import World

router = APIRouter()


class SupportChannelIn(Payload):
    """Whose conversation to open."""

    company_id: str | None = None
    account_id: str | None = None
    user_id: str
    custom_name: str | None = None
    notifications_enabled: bool | None = None


class SupportFilter:
    """What a list of support channels can be narrowed to."""

    def __init__(
        self,
        open: bool | None = None,
        view: Literal["all", "admin", "customer"] = "admin",
        customer_user_id: str | None = None,
        customer_user_ids: Annotated[list[str] | None, Query(max_length=100)] = None,
        participated: bool | None = None,
    ) -> None:
        self.open = open
        self.view = view
        self.customers = set(customer_user_ids or ()) | ({customer_user_id} if customer_user_id else set())
        self.participated = participated

    def takes(self, room: Room) -> bool:
        """Tell whether a room is asked for; a key is never on the customer's side and never a participant."""
        if self.view == "customer" or self.participated:
            return False
        if self.customers and getattr(room.customer, "id", None) not in self.customers:
            return False
        return self.open is None or self.open == (room.resolved_at is None)


@router.get("/support_channels", operation_id="listSupportChannels")
async def list_support_channels(
    request: Request,
    caller: Admitted,
    wanted: Annotated[PageQuery, Depends()],
    narrowed: Annotated[SupportFilter, Depends()],
    *,
    order: Literal["created_at", "last_post_sent_at"] = "last_post_sent_at",
    direction: Literal["asc", "desc"] = "desc",
    include_last_message: bool = False,
    include_participated: bool = False,
) -> dict[str, Any]:
    """List conversations, by default the most recently active first."""
    given = request.query_params
    company = caller.company(given) if caller.names_company(given) else caller.key.company
    place = by_creation if order == "created_at" else by_newest_post(caller.world)
    rooms = sorted((room for room in _of(caller.world, company) if narrowed.takes(room)), key=place)
    listing = Listing(f"support_channels {order}", rooms, place, descending=direction == "desc")
    return listing.page(
        wanted,
        caller.options.page_size,
        caller.options.largest_page,
        lambda room: _shape(room, caller, with_last_message=include_last_message),
    )


@router.post("/support_channels", operation_id="createSupportChannel")
async def create_support_channel(wanted: SupportChannelIn, caller: Admitted) -> dict[str, Any]:
    """Open a customer's conversation, or give the one that there is."""
    company = caller.company(wanted.model_dump())
    customer = caller.world.person(wanted.user_id)
    if customer is None:
        raise refusals.not_found("The user")
    room = opened(caller.world, company, customer)
    if wanted.custom_name is not None:
        room.name = wanted.custom_name
    return _shape(room, caller)


@router.get("/support_channels/{id}", operation_id="retrieveSupportChannel")
async def retrieve_support_channel(id: str, caller: Admitted) -> dict[str, Any]:
    """Fetch one conversation."""
    return _shape(caller.room(id, "support"), caller)


def opened(world: World, company: Company, customer: Person) -> Room:
    """Find a customer's room with a company, or make it."""
    for room in _of(world, company):
        if room.customer is customer:
            return room
    return world.add_room(Room(world.new_id("feed"), "support", company, world.now(), customer=customer))


def _shape(room: Room, caller: Caller, *, with_last_message: bool = False) -> dict[str, Any]:
    newest = caller.world.newest(room)
    return shapes.support_channel(room, newest, caller.version, with_last_message=with_last_message)


def _of(world: World, company: Company) -> list[Room]:
    return [room for room in world.rooms.values() if room.kind == "support" and room.company is company]
