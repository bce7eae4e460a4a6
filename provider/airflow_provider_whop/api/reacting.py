"""React once: a conversation that looks whether the reaction is there before it adds it.

Whop does not say what it makes of a second reaction of the same kind by the same user. A vote is always given: a list
of reactions does not tell what was voted for.
"""

from __future__ import annotations

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.reactions import Reaction, create_reaction, list_reactions
from airflow_provider_whop.api.wire import Note, Steps

PAGE = 100
MOST_PAGES = 10
VARIATION = "\ufe0f"
"""Asks for a sign in colour; the same emoji comes with it and without."""


def react(
    resource_id: str, emoji: str | None, poll_option_id: str | None, ask: Ask, user_id: str | None
) -> Steps[Reaction]:
    """
    React to a message, or vote in its poll. Permission ``chat:read``.

    :param user_id: who reacts; where that is not known, nothing is looked for.
    :raises WhopInvalidArgument: not exactly one of an emoji and an option was given.
    """
    call = create_reaction(resource_id, emoji, poll_option_id=poll_option_id)
    there = (yield from _there(resource_id, emoji, ask, user_id)) if emoji and user_id else None
    if there:
        yield Note(f"Message {resource_id} has this reaction already; nothing was sent")
        return there
    return (yield from ask(call))


def _there(resource_id: str, emoji: str, ask: Ask, user_id: str) -> Steps[Reaction | None]:
    """Look through the newest reactions; Whop tells a Unicode emoji by its shortcode, which is then not known again."""
    call = list_reactions(resource_id, first=PAGE)
    for _ in range(MOST_PAGES):
        page = yield from ask(call)
        for reaction in page.data:
            if reaction.user.id == user_id and _plain(reaction.emoji or "") == _plain(emoji):
                return reaction
        if page.next_cursor is None:
            return None
        call = call.after(page.next_cursor)
    return None


def _plain(emoji: str) -> str:
    return emoji.strip().replace(VARIATION, "")
