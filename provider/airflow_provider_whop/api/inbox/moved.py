"""Which support channels have moved since a moment? Reads the list of channels, newest first, and no message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.errors import WhopUnexpectedReply
from airflow_provider_whop.api.inbox import sentences
from airflow_provider_whop.api.inbox.newest_first import NewestFirst
from airflow_provider_whop.api.support_channels import SupportChannel, list_support_channels
from airflow_provider_whop.api.wire import Steps

PAGE = 100
MOST_READINGS = 20


def moved_since(
    floor: datetime, company_id: str | None, ask: Ask, settled: Callable[[], datetime]
) -> Steps[list[SupportChannel]]:
    """
    Give the channels whose last message is later than ``floor``. Permission ``support_chat:read``.

    One page is one moment. Between two pages a channel can jump from the part not read yet to the one read already, and
    take older news along. So after more than one page the top is read again, down to where a channel that jumped can
    be, until that is one page or brings nothing new. Costs a request for each page of channels that moved, one more
    where those are several pages. What no reader of pages can tell: a channel that jumps in both readings, while more
    than a page of channels moved within the overlap.

    :param settled: what was created up to then was to be seen when the first page was asked for.
    :raises WhopUnexpectedReply: each of many readings brings further channels.
    """
    moved: dict[str, SupportChannel] = {}
    bottom = floor
    for reading in range(1, MOST_READINGS + 1):
        listing = _listing(bottom, company_id, ask)
        yield from listing.read()
        later = [channel for channel in listing.items if is_later(channel, floor)]
        new = {channel.id: channel for channel in later if channel.id not in moved}
        moved |= new
        if listing.pages == 1 or (reading > 1 and not new):
            return list(moved.values())
        bottom = max(floor, settled())
    raise WhopUnexpectedReply(sentences.does_not_end(listing.first.operation, MOST_READINGS))


def is_later(channel: SupportChannel, floor: datetime) -> bool:
    """Tell whether a channel has a message later than ``floor``; one that is empty has none."""
    last = channel.last_message_at
    return last is not None and last > floor


def _listing(floor: datetime, company_id: str | None, ask: Ask) -> NewestFirst[SupportChannel]:
    call = list_support_channels(company_id, order="last_post_sent_at", direction="desc", first=PAGE)
    return NewestFirst(call, ask, lambda channels: _reaches(channels, floor))


def _reaches(channels: Sequence[SupportChannel], floor: datetime) -> bool:
    """Tell whether only older channels follow; Whop does not say whether empty ones come first or last."""
    if channels[-1].last_message_at is None:
        return any(channel.last_message_at for channel in channels)
    return channels[-1].last_message_at <= floor
