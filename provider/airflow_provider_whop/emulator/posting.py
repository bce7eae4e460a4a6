"""Whether somebody may post what where, and the post that comes of it. Rules without HTTP."""

from __future__ import annotations

import re
from datetime import timedelta

from airflow_provider_whop.emulator.records import Person, Post, Room
from airflow_provider_whop.emulator.refusals import against_the_rules, forbidden, invalid, missing
from airflow_provider_whop.emulator.world import World

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def new_post(
    world: World,
    room: Room,
    author: Person,
    content: str,
    *,
    options: list[dict[str, str]] | None = None,
    attachments: tuple[str, ...] = (),
    replying_to: str | None = None,
    on_behalf_of_team: bool = False,
) -> Post:
    """Check and make a post; it is in its room when this returns."""
    _something_to_say(content, options, attachments)
    _poll_in_order(options)
    _attached(world, attachments)
    _answered(world, room, replying_to)
    _allowed_by(room, content, attachments)
    if not on_behalf_of_team:
        _allowed_to(world, room, author)
    now = world.now()
    post = Post(
        id=world.new_id("post"),
        room=room,
        author=author,
        content=content,
        created_at=now,
        updated_at=now,
        options=options,
        attachments=list(attachments),
        replying_to=replying_to,
    )
    return world.add(post)


def edit(world: World, post: Post, editor: Person, content: str | None, attachments: tuple[str, ...] | None) -> None:
    """Check and make an edit, by the rules of a post; None leaves text or attachments as they are."""
    if content is None and attachments is None:
        return
    if post.author is not editor:
        raise forbidden("Only the author can edit a message")
    text = (post.content or "") if content is None else content
    files = tuple(post.attachments) if attachments is None else attachments
    _something_to_say(text, post.options, files)
    _attached(world, attachments or ())
    _allowed_by(post.room, content or "", attachments or ())
    post.content, post.attachments = text, list(files)
    post.is_edited, post.updated_at = True, world.now()


def _something_to_say(content: str, options: list[dict[str, str]] | None, attachments: tuple[str, ...]) -> None:
    if not (content.strip() or options or attachments):
        raise missing("content")


def _poll_in_order(options: list[dict[str, str]] | None) -> None:
    if options is None:
        return
    if not options or [option["id"] for option in options] != [str(n) for n in range(1, len(options) + 1)]:
        raise invalid("poll", 'poll option ids must be sequential, starting from "1"')


def _attached(world: World, attachments: tuple[str, ...]) -> None:
    for file_id in attachments:
        file = world.files.get(file_id)
        if file is None or file.status(world.now()) != "ready":
            raise invalid("attachments", "attachments must be files that are ready")


def _answered(world: World, room: Room, replying_to: str | None) -> None:
    if replying_to is not None and getattr(world.posts.get(replying_to), "room", None) is not room:
        raise invalid("replying_to_message_id", "replying_to_message_id is not a message of this channel")


def _allowed_by(room: Room, content: str, attachments: tuple[str, ...]) -> None:
    if room.settings.ban_urls and _LINK.search(content):
        raise against_the_rules("Posting URLs is not allowed")
    if room.settings.ban_media and attachments:
        raise against_the_rules("Posting media is not allowed")
    if any(word.lower() in content.lower() for word in room.settings.banned_words if word):
        raise against_the_rules("The message contains a banned word")


def _allowed_to(world: World, room: Room, author: Person) -> None:
    """Rules for members; the team, and keys that write for it, stand above them."""
    if room.settings.who_can_post.startswith("admins"):
        raise forbidden("Only admins can post here")
    gap = timedelta(seconds=room.settings.user_posts_cooldown_seconds or 0)
    own = [post.created_at for post in room.posts if post.author is author]
    if own and world.now() - own[-1] < gap:
        raise against_the_rules("You are posting too fast")
