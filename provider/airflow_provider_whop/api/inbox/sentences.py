"""What the log says of a look into the inbox. Ids and reasons, never a text."""

from __future__ import annotations

from airflow_provider_whop.api.errors import WhopError


def no_customer(channel_id: str) -> str:
    """Say why nothing can be told of a channel."""
    return f"Channel {channel_id} is skipped: Whop names no customer of it, so nobody's message in it is a customer's"


def breaks_off(operation: str) -> str:
    """Say that a list is not whole."""
    return f"Whop's answer to {operation} breaks off: it says that more follows and gives no way there."


def does_not_end(operation: str, pages: int) -> str:
    """Say that a list was given up."""
    return (
        f"Whop's answer to {operation} does not end: {pages} pages of it are all later than what was asked for. If "
        "there really is so much, begin with a later since."
    )


def refused(channel_id: str, error: WhopError) -> str:
    """Say why a channel could not be looked into, and what that means."""
    return (
        f"Channel {channel_id} is skipped, and what is written in it meanwhile is not caught up on once another one "
        f"has been read: {error}"
    )
