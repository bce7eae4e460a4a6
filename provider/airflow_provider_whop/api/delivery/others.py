"""What a send has to know of the other sends of its task: their messages, which are under way, whom they write as."""

from __future__ import annotations

from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.settings import Settings


class Others:
    """
    The sends of one task, over all its hooks; in memory, so of one try.

    ``messages`` are those that are known to be of one of them, and so of no other. ``marks_vanish`` turns true when
    Whop is seen to take a mark out of a text.
    """

    def __init__(self) -> None:
        self.messages: set[str] = set()
        self.marks_vanish = False
        self._authors: dict[Settings, str] = {}
        self._open: dict[str, tuple[str, str]] = {}

    def begin(self, key: str, channel_id: str, fingerprint: str) -> None:
        """Tell of a send under way: until it ends, a message with its words may be its."""
        self._open[key] = (channel_id, fingerprint)

    def end(self, key: str, message: Message | None = None) -> None:
        """Tell what became of it: a message, or nothing. A send of which that is never known stays under way."""
        self._open.pop(key, None)
        self.messages.update([message.id] if message else [])

    def landed(self, key: str, message: Message, settings: Settings) -> str | None:
        """Take a send's message for its own, learn of it whom the connection writes as, and give whom it seemed to."""
        self.end(key, message)
        before = self.author(settings)
        self.learn(settings, message.user.id)
        return before

    def rival(self, key: str) -> bool:
        """Tell whether another send of the same words to the same channel is under way."""
        words = self._open.get(key)
        return any(other == words for name, other in self._open.items() if name != key)

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
