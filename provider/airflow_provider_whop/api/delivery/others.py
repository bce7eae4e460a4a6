"""What a send has to know of the other sends of its task: their messages, which are under way, whom they write as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.settings import Settings


class Others:
    """
    The sends of one task, over all its hooks; in memory, so of one try.

    A message that is known to be of one of them is of no other. ``marks_vanish`` turns true when Whop is seen to take a
    mark out of a text.
    """

    def __init__(self) -> None:
        self.marks_vanish = False
        self._owners: dict[str, str] = {}
        self._authors: dict[Settings, str] = {}
        self._open: dict[str, tuple[str, set[str]]] = {}
        self._busy: set[str] = set()

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """
        Have one send at a time under a key.

        :raises WhopInvalidArgument: another is under way.
        """
        if key in self._busy:
            raise WhopInvalidArgument(
                "key: another send of this task is under way under it. Await that one first, or give each its own.",
                param="key",
            )
        self._busy.add(key)
        try:
            yield
        finally:
            self._busy.remove(key)

    def begin(self, key: str, channel_id: str, *fingerprints: str) -> None:
        """Tell of a send under way: until it ends, a message with its words, now or in an earlier try, may be its."""
        self._open[key] = (channel_id, {*fingerprints})

    def end(self, key: str, message: Message | None = None) -> None:
        """Tell what became of it: a message, or nothing. A send of which that is never known stays under way."""
        self._open.pop(key, None)
        if message and not self._owners.get(message.id):
            self._owners[message.id] = key

    def leave_out(self, message_ids: Iterable[str]) -> None:
        """Tell of messages that no send of this try may take: they were there before a person cleared the task."""
        for message_id in message_ids:
            self._owners.setdefault(message_id, "")

    def owner(self, message_id: str) -> str:
        """Give the key of the send that has a message; nothing where none has."""
        return self._owners.get(message_id, "")

    def of_others(self, key: str) -> frozenset[str]:
        """Give the messages that are not to be taken for this send's; its own, which it may ask for again, may."""
        return frozenset(message_id for message_id, owner in self._owners.items() if owner != key)

    def landed(self, key: str, message: Message, settings: Settings) -> str | None:
        """Take a send's message for its own, learn of it whom the connection writes as, and give whom it seemed to."""
        self.end(key, message)
        before = self.author(settings)
        self.learn(settings, message.user.id)
        return before

    def rival(self, key: str) -> bool:
        """Tell whether another send of the same words to the same channel is under way."""
        channel_id, words = self._open.get(key, ("", set()))
        others = (other for name, other in self._open.items() if name != key)
        return any(where == channel_id and words & others_words for where, others_words in others)

    def author(self, settings: Settings) -> str | None:
        """Tell whom a connection writes as: an answer knows that better than the connection does."""
        return self._authors.get(settings) or settings.user_id

    def learn(self, settings: Settings, author: str) -> None:
        """Keep whom a connection writes as, of an answer."""
        self._authors[settings] = author

    def recall(self, settings: Settings, author: str | None) -> None:
        """Keep what an earlier try knew; the connection may have been mended since."""
        if author and not self.author(settings):
            self.learn(settings, author)
