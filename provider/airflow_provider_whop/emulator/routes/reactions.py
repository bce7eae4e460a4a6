"""/reactions: react or vote, list, fetch, take back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from airflow_provider_whop.emulator import refusals, shapes
from airflow_provider_whop.emulator.admission import Admitted, Caller
from airflow_provider_whop.emulator.paging import Listing, PageQuery
from airflow_provider_whop.emulator.records import Post, Reaction
from airflow_provider_whop.emulator.routes.payload import Payload

router = APIRouter()


class ReactionIn(Payload):
    """An emoji, or a vote."""

    resource_id: str
    emoji: Annotated[str, Field(max_length=100)] | None = None
    poll_option_id: str | None = None


@router.get("/reactions", operation_id="listReactions")
async def list_reactions(resource_id: str, caller: Admitted, wanted: Annotated[PageQuery, Depends()]) -> dict[str, Any]:
    """List the reactions to a message, newest first."""
    post = caller.post(resource_id)
    listing = Listing(f"reactions {post.id}", post.reactions, lambda item: (f"{item.number:012d}",), descending=True)
    return listing.page(
        wanted, caller.options.page_size, caller.options.largest_page, lambda item: shapes.reaction(item, post)
    )


@router.post("/reactions", operation_id="createReaction")
async def create_reaction(wanted: ReactionIn, caller: Admitted) -> dict[str, Any]:
    """Add a reaction; the same one twice is one, and a new vote replaces the old."""
    post = caller.post(wanted.resource_id)
    if wanted.poll_option_id is not None:
        return shapes.reaction(_vote(post, wanted.poll_option_id, caller), post)
    if not wanted.emoji:
        raise refusals.missing("emoji")
    if post.room.settings.who_can_react == "no_one":
        raise refusals.forbidden("Reactions are switched off here")
    return shapes.reaction(_react(post, shapes.shortcode(wanted.emoji), caller), post)


@router.get("/reactions/{id}", operation_id="retrieveReaction")
async def retrieve_reaction(id: str, caller: Admitted) -> dict[str, Any]:
    """Fetch one reaction."""
    post, reaction = _found(id, None, caller)
    return shapes.reaction(reaction, post)


@router.delete("/reactions/{id}", operation_id="deleteReaction")
async def delete_reaction(id: str, caller: Admitted, emoji: str | None = None) -> bool:
    """Take a reaction back, by its id, or by a message's id and the emoji."""
    post, reaction = _found(id, emoji, caller)
    post.reactions.remove(reaction)
    return True


def _react(post: Post, emoji: str, caller: Caller) -> Reaction:
    own = [reaction for reaction in post.reactions if reaction.person is caller.key.author]
    for reaction in own:
        if reaction.emoji == emoji:
            return reaction
    return caller.world.react(post, caller.key.author, emoji)


def _vote(post: Post, option: str, caller: Caller) -> Reaction:
    if option not in {known["id"] for known in post.options or ()}:
        raise refusals.invalid("poll_option_id", "poll_option_id is not an option of this message's poll")
    for earlier in [vote for vote in post.reactions if vote.poll_option_id and vote.person is caller.key.author]:
        post.reactions.remove(earlier)
    return caller.world.react(post, caller.key.author, None, option)


def _found(id: str, emoji: str | None, caller: Caller) -> tuple[Post, Reaction]:
    if emoji and id in caller.world.posts:
        post, wanted = caller.post(id), shapes.shortcode(emoji)
        for reaction in post.reactions:
            if reaction.emoji == wanted and reaction.person is caller.key.author:
                return post, reaction
    for post in caller.world.posts.values():
        for reaction in post.reactions:
            if reaction.id == id:
                return caller.post(post.id), reaction
    raise refusals.not_found("The reaction")
