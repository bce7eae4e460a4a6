"""Reactions to messages, and votes in their polls: model, and one function per endpoint.

Source: the Chat guide, "React to a message" (https://docs.whop.com/developer/guides/chat).
"""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, StrictBool, field_validator, model_validator

from airflow_provider_whop.api.call import Call, Repeat, an_id, path, query
from airflow_provider_whop.api.model import Answer, Body, Id
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.users import User


class Reaction(Answer):
    """One reaction; ``emoji`` in shortcode form, None for likes and votes."""

    id: Id
    resource_id: Id
    emoji: str | None
    user: User


class NewReaction(Body):
    """A reaction to be added: an emoji (Unicode or ``:shortcode:``), or a vote."""

    resource_id: str = Field(min_length=1)
    emoji: str | None = None
    poll_option_id: str | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if bool((self.emoji or "").strip()) == bool((self.poll_option_id or "").strip()):
            raise ValueError("give exactly one of emoji and poll_option_id, not empty")
        return self

    @field_validator("poll_option_id", mode="before")
    @classmethod
    def _number_as_text(cls, given: Any) -> Any:
        """The ids of a poll's options are numbers, written as texts."""
        return str(given) if type(given) is int else given


def list_reactions(resource_id: str, *, first: int | None = None, after: str | None = None) -> Call[Page[Reaction]]:
    """List the reactions to a message, newest first: GET /reactions. Permission ``chat:read``."""
    return Call(
        "listReactions",
        "GET",
        "/reactions",
        Page[Reaction],
        query=query(resource_id=an_id("resource_id", resource_id), first=first, after=after),
        about=("resource_id", resource_id),
    )


def create_reaction(resource_id: str, emoji: str | None = None, *, poll_option_id: str | None = None) -> Call[Reaction]:
    """
    React to a message, or vote in its poll: POST /reactions. Permission ``chat:read``.

    :raises WhopInvalidArgument: not exactly one of an emoji and an option was given.
    """
    body = NewReaction.of(resource_id=resource_id, emoji=emoji, poll_option_id=poll_option_id)
    return Call(
        "createReaction",
        "POST",
        "/reactions",
        Reaction,
        body=body,
        about=("resource_id", resource_id),
        repeat=Repeat.IF_NOT_ACCEPTED,
    )


def retrieve_reaction(reaction_id: str) -> Call[Reaction]:
    """Fetch one reaction: GET /reactions/{id}. Permission ``chat:read``."""
    place = path("/reactions/{}", "reaction_id", reaction_id)
    return Call("retrieveReaction", "GET", place, Reaction, about=("reaction_id", reaction_id))


def delete_reaction(reaction_id: str, *, emoji: str | None = None) -> Call[bool]:
    """
    Take a reaction back: DELETE /reactions/{id}. Permission ``chat:read``; the author's own, or any for an admin.

    :param reaction_id: a reaction's id, or a message's together with ``emoji``.
    """
    place = path("/reactions/{}", "reaction_id", reaction_id)
    return Call(
        "deleteReaction",
        "DELETE",
        place,
        StrictBool,
        query=query(emoji=emoji),
        about=("reaction_id", reaction_id),
        repeat=Repeat.UNTIL_GONE,
    )
