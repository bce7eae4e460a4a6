"""/messages: post, list, fetch, edit or pin, delete."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends

from airflow_provider_whop.emulator import posting, shapes
from airflow_provider_whop.emulator.admission import Admitted
from airflow_provider_whop.emulator.paging import Listing, PageQuery
from airflow_provider_whop.emulator.routes.payload import AttachmentIn, Payload

router = APIRouter()


class PollOptionIn(Payload):
    """A choice of a poll."""

    id: str
    text: str


class PollIn(Payload):
    """A poll."""

    options: list[PollOptionIn]


class MessageIn(Payload):
    """A message to post."""

    channel_id: str
    content: str
    attachments: list[AttachmentIn] | None = None
    auto_detect_links: bool | None = None
    poll: PollIn | None = None
    replying_to_message_id: str | None = None


class MessageChange(Payload):
    """An edit, a pin, or both."""

    content: str | None = None
    attachments: list[AttachmentIn] | None = None
    is_pinned: bool | None = None


@router.post("/messages", operation_id="createMessage")
async def create_message(wanted: MessageIn, caller: Admitted) -> dict[str, Any]:
    """Post a message as the key's author."""
    post = posting.new_post(
        caller.world,
        caller.room(wanted.channel_id),
        caller.key.author,
        wanted.content,
        options=[option.model_dump() for option in wanted.poll.options] if wanted.poll else None,
        attachments=tuple(file.id for file in wanted.attachments or ()),
        replying_to=wanted.replying_to_message_id,
        on_behalf_of_team=True,
    )
    return shapes.message(post)


@router.get("/messages", operation_id="listMessages")
async def list_messages(
    channel_id: str,
    caller: Admitted,
    wanted: Annotated[PageQuery, Depends()],
    direction: Literal["asc", "desc"] = "desc",
) -> dict[str, Any]:
    """List a room's posts by time."""
    room = caller.room(channel_id)
    posts = Listing(
        f"messages {room.id}", caller.world.visible(room), lambda post: post.place, descending=direction == "desc"
    )
    return posts.page(wanted, caller.options.page_size, caller.options.largest_page, shapes.message)


@router.get("/messages/{id}", operation_id="retrieveMessage")
async def retrieve_message(id: str, caller: Admitted) -> dict[str, Any]:
    """Fetch one message."""
    return shapes.message(caller.post(id))


@router.patch("/messages/{id}", operation_id="updateMessage")
async def update_message(id: str, wanted: MessageChange, caller: Admitted) -> dict[str, Any]:
    """Edit one's own message, or pin any."""
    post = caller.post(id)
    attachments = None if wanted.attachments is None else tuple(file.id for file in wanted.attachments)
    posting.edit(caller.world, post, caller.key.author, wanted.content, attachments)
    if wanted.is_pinned is not None:
        post.is_pinned, post.updated_at = wanted.is_pinned, caller.world.now()
    return shapes.message(post)


@router.delete("/messages/{id}", operation_id="deleteMessage")
async def delete_message(id: str, caller: Admitted) -> bool:
    """Delete a message for good; the team may delete anybody's."""
    caller.world.remove([caller.post(id)])
    return True
