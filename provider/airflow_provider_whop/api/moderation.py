"""Channel settings as code: read first, send only what differs, tell what changed from what to what."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from airflow_provider_whop.api.channels import (
    ChannelSettings,
    ChatChannel,
    retrieve_chat_channel,
    update_chat_channel,
)
from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.model import Kept
from airflow_provider_whop.api.wire import Note, Steps


class Change(Kept):
    """One setting, before and after."""

    before: Any
    after: Any


class Moderated(BaseModel):
    """What became of a channel: the settings that changed (none when all was as wanted) and the channel now."""

    changed: dict[str, Change]
    channel: ChatChannel


def bring_to(channel_id: str, wanted: ChannelSettings, ask: Ask) -> Steps[Moderated]:
    """
    Bring a channel to the wanted settings; sends nothing when it has them.

    Permissions ``chat:read`` and ``chat:moderate``.

    :raises WhopInvalidArgument: nothing is wanted.
    """
    if not wanted.sent():
        raise WhopInvalidArgument(f"There is nothing to change of channel {channel_id}: no setting was given.")
    before = yield from ask(retrieve_chat_channel(channel_id))
    differing = wanted.differing_from(before)
    if not differing:
        yield Note(f"Channel {channel_id} has these settings already; nothing was sent")
        return Moderated(changed={}, channel=before)
    after = yield from ask(update_chat_channel(channel_id, **differing))
    changed = {name: Change(before=getattr(before, name), after=getattr(after, name)) for name in sorted(differing)}
    yield Note(f"Channel {channel_id} changed: {', '.join(changed)}")
    return Moderated(changed=changed, channel=after)
