"""How things look on the wire: plain dictionaries, written from the OpenAPI files and not from the client's models."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import datetime
from typing import Any

from airflow_provider_whop.emulator.records import File, Person, Post, Reaction, Room
from airflow_provider_whop.emulator.versions import LAST_WITH_COMPANY_ID


def instant(moment: datetime) -> str:
    """Write a time as Whop does: UTC, milliseconds, Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def optional_instant(moment: datetime | None) -> str | None:
    """The same for a time that may be missing."""
    return instant(moment) if moment else None


def shortcode(emoji: str) -> str:
    """Write an emoji in shortcode form; its Unicode name serves where Whop has a nickname."""
    if emoji.startswith(":") and emoji.endswith(":"):
        return emoji
    names = [unicodedata.name(sign, f"u{ord(sign):x}") for sign in emoji if not 0xFE00 <= ord(sign) <= 0xFE0F]
    return ":" + "_".join(names).lower().replace(" ", "_") + ":"


def person(who: Person) -> dict[str, Any]:
    """A user, as chat objects name one."""
    return {"id": who.id, "username": who.username, "name": who.name}


def message(post: Post) -> dict[str, Any]:
    """A message; its channel and attachments do not show."""
    emojis = Counter(reaction.emoji for reaction in post.reactions if reaction.emoji)
    votes = Counter(reaction.poll_option_id for reaction in post.reactions if reaction.poll_option_id)
    return {
        "id": post.id,
        "content": post.content,
        "created_at": instant(post.created_at),
        "updated_at": instant(post.updated_at),
        "poll": {"options": post.options} if post.options is not None else None,
        "replying_to_message_id": post.replying_to,
        "is_edited": post.is_edited,
        "is_pinned": post.is_pinned,
        "message_type": post.kind,
        "mentions": [],
        "mentions_everyone": "@everyone" in (post.content or ""),
        "user": person(post.author),
        "view_count": 0,
        "reaction_counts": [{"emoji": emoji, "count": count} for emoji, count in emojis.items()],
        "poll_votes": [{"option_id": option, "count": count} for option, count in votes.items()],
    }


def chat_channel(room: Room) -> dict[str, Any]:
    """A chat channel with its settings."""
    return {
        "id": room.id,
        "experience": {"id": room.experience_id, "name": room.name},
        "ban_media": room.settings.ban_media,
        "ban_urls": room.settings.ban_urls,
        "banned_words": room.settings.banned_words,
        "user_posts_cooldown_seconds": room.settings.user_posts_cooldown_seconds,
        "who_can_post": room.settings.who_can_post,
        "who_can_react": room.settings.who_can_react,
    }


def support_channel(
    room: Room, newest: Post | None, version: str, *, with_last_message: bool = False
) -> dict[str, Any]:
    """A support conversation; dated versions know the company by two names and tell who has the next word."""
    company = room.company.id if room.company else None
    shape: dict[str, Any] = {
        "id": room.id,
        "company_id": company,
        "custom_name": room.name,
        "customer_user": person(room.customer) if room.customer else None,
        "last_message_at": optional_instant(newest.created_at if newest else None),
        "resolved_at": optional_instant(room.resolved_at),
    }
    if version > LAST_WITH_COMPANY_ID:
        waiting = bool(newest and newest.author is room.customer and room.resolved_at is None)
        shape |= {"account_id": company, "needs_reply": waiting, "unread": None, "participated": None}
    if with_last_message:
        shape["last_message"] = _last_message(newest) if newest else None
    return shape


def dm_channel(room: Room, newest: Post | None) -> dict[str, Any]:
    """A direct message channel; its two times come in two formats, as Whop has it."""
    return {
        "id": room.id,
        "name": room.name,
        "created_at": str(round(room.created_at.timestamp() * 1000)),
        "last_message_at": optional_instant(newest.created_at if newest else None),
    }


def reaction(given: Reaction, post: Post) -> dict[str, Any]:
    """A reaction, or a vote (without an emoji)."""
    return {"id": given.id, "resource_id": post.id, "emoji": given.emoji, "user": person(given.person)}


def file(record: File, now: datetime) -> dict[str, Any]:
    """A file's record."""
    status = record.status(now)
    ready = status == "ready"
    return {
        "id": record.id,
        "filename": record.filename,
        "content_type": "application/octet-stream" if ready else None,
        "size": record.size,
        "upload_status": status,
        "url": f"https://files.invalid/{record.id}" if ready else None,
        "visibility": record.visibility,
    }


def _last_message(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "content": post.content,
        "created_at": instant(post.created_at),
        "user_id": post.author.id,
        "attachments": [],
        "gifs": [],
        "poll": None if post.options is None else {"options": [{"id": option["id"]} for option in post.options]},
    }
