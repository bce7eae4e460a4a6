"""One look for new messages: which channels to read, how far back, and which of the messages count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.inbox import sentences
from airflow_provider_whop.api.inbox.message import InboxMessage
from airflow_provider_whop.api.inbox.moved import is_later, moved_since
from airflow_provider_whop.api.inbox.newest_first import NewestFirst
from airflow_provider_whop.api.inbox.skipping import Skipping
from airflow_provider_whop.api.inbox.wanted import Wanted
from airflow_provider_whop.api.inbox.watermark import Interval
from airflow_provider_whop.api.messages import Message, list_messages
from airflow_provider_whop.api.support_channels import SupportChannel, retrieve_support_channel
from airflow_provider_whop.api.wire import Steps

PAGE = 50


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel to read; its customer where there is one to know."""

    id: str
    customer_user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sweep:
    """
    Looks once for the wanted messages of an interval.

    :param settled: what was created up to then was to be seen when the first request of the sweep was sent.
    """

    wanted: Wanted
    interval: Interval
    ask: Ask
    skipping: Skipping
    settled: Callable[[], datetime | None]
    include_content: bool

    def messages(self) -> Steps[list[InboxMessage]]:
        """Find them, in the order of time and id."""
        found: list[InboxMessage] = []
        for channel in (yield from self._channels()):
            messages = yield from self.skipping.reading(channel.id, self._read(channel.id))
            found += self._chosen(messages or (), channel)
        self.skipping.refuse_if_blind(chosen=self.wanted.channels)
        return sorted(found, key=lambda message: (message.created_at, message.id))

    def _channels(self) -> Steps[list[Channel]]:
        """Give the channels that may hold some; one that is named is looked up only where its customer matters."""
        if self.wanted.channels and not self.wanted.by_customer:
            return [Channel(id) for id in dict.fromkeys(self.wanted.channels)]
        moved = yield from (self._named() if self.wanted.channels else self._inbox())
        channels: list[Channel] = []
        for channel in moved:
            customer = channel.customer_user.id if channel.customer_user else None
            if customer is None and self.wanted.by_customer:
                yield from self.skipping.skip(channel.id, sentences.no_customer(channel.id))
            elif self.wanted.takes_customer(customer):
                channels.append(Channel(channel.id, customer))
        return channels

    def _inbox(self) -> Steps[list[SupportChannel]]:
        floor = self.interval.since.at
        return (yield from moved_since(floor, self.wanted.company_id, self.ask, lambda: self.settled() or floor))

    def _named(self) -> Steps[list[SupportChannel]]:
        moved: list[SupportChannel] = []
        for id in dict.fromkeys(self.wanted.channels):
            channel = yield from self.skipping.asking(id, self.ask(retrieve_support_channel(id)))
            if channel and is_later(channel, self.interval.since.at):
                moved.append(channel)
        return moved

    def _read(self, channel_id: str) -> Steps[list[Message]]:
        """Read back to where the interval begins."""
        floor = self.interval.since.at
        call = list_messages(channel_id, direction="desc", first=PAGE)
        reading = NewestFirst(call, self.ask, lambda messages: messages[-1].created_at <= floor)
        yield from reading.read()
        return reading.items

    def _chosen(self, messages: Iterable[Message], channel: Channel) -> Iterator[InboxMessage]:
        for message in messages:
            if self.interval.holds(message) and self.wanted.takes(message, channel.customer_user_id):
                yield InboxMessage.of(
                    message, channel.id, channel.customer_user_id, include_content=self.include_content
                )
