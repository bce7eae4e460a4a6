"""/chat_channels: list, fetch, change settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import Field, ValidationError

from airflow_provider_whop.emulator import shapes
from airflow_provider_whop.emulator.admission import Admitted
from airflow_provider_whop.emulator.paging import Listing, PageQuery
from airflow_provider_whop.emulator.places import by_creation
from airflow_provider_whop.emulator.records import Room
from airflow_provider_whop.emulator.routes.payload import Payload

router = APIRouter()
LONGEST_COOLDOWN = 2**31 - 1

# Whop's reference pages name two values each, its chat guide three: both are taken here.
WhoCanPost = Literal["everyone", "admins", "members_only", "admins_only"]
WhoCanReact = Literal["everyone", "no_one", "members_only", "admins_only"]


class SettingsChange(Payload):
    """Moderation settings; what is not sent stays."""

    ban_media: bool | None = None
    ban_urls: bool | None = None
    banned_words: list[str] | None = None
    user_posts_cooldown_seconds: Annotated[int, Field(ge=0, le=LONGEST_COOLDOWN)] | None = None
    who_can_post: WhoCanPost | None = None
    who_can_react: WhoCanReact | None = None


@router.get("/chat_channels", operation_id="listChatChannels")
async def list_chat_channels(
    request: Request, caller: Admitted, wanted: Annotated[PageQuery, Depends()], product_id: str | None = None
) -> dict[str, Any]:
    """List a company's chat channels; products are not kept, so none has one."""
    company = caller.company(request.query_params)
    rooms = [room for room in caller.world.rooms.values() if room.kind == "chat" and room.company is company]
    listing = Listing("chat_channels", [] if product_id else sorted(rooms, key=by_creation), by_creation)
    return listing.page(wanted, caller.options.page_size, caller.options.largest_page, shapes.chat_channel)


@router.get("/chat_channels/{id}", operation_id="retrieveChatChannel")
async def retrieve_chat_channel(id: str, caller: Admitted) -> dict[str, Any]:
    """Fetch one channel, by its id or its experience's."""
    return shapes.chat_channel(caller.room(id, "chat"))


@router.patch("/chat_channels/{id}", operation_id="updateChatChannel")
async def update_chat_channel(id: str, wanted: SettingsChange, caller: Admitted) -> dict[str, Any]:
    """Change settings."""
    room = caller.room(id, "chat")
    change_settings(room, wanted)
    return shapes.chat_channel(room)


def settings_change(rules: dict[str, Any]) -> SettingsChange:
    """Check rules that come from Python and not over HTTP."""
    if unknown := sorted(set(rules) - set(SettingsChange.model_fields)):
        raise TypeError(f"A channel has no rule {unknown[0]!r}; it has {', '.join(SettingsChange.model_fields)}.")
    try:
        return SettingsChange.model_validate(rules)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"The rule {first['loc'][0]} cannot be {first['input']!r}: {first['msg']}.") from None


def change_settings(room: Room, wanted: SettingsChange) -> None:
    """Put settings into force; null leaves one alone, but switches the cooldown off, as 0 does."""
    for name in wanted.model_fields_set - {"user_posts_cooldown_seconds"}:
        if (value := getattr(wanted, name)) is not None:
            setattr(room.settings, name, value)
    if "user_posts_cooldown_seconds" in wanted.model_fields_set:
        room.settings.user_posts_cooldown_seconds = wanted.user_posts_cooldown_seconds or None
