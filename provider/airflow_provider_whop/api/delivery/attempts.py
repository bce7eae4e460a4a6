"""The attempts of one send: each is written down before it is made, under a key and with a last moment to leave."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, cast

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.delivery.reconcile import Reconciling
from airflow_provider_whop.api.delivery.record import Record, SentMessage, Way
from airflow_provider_whop.api.errors import WhopUnexpectedReply
from airflow_provider_whop.api.fate import Fate, fate_of
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.reading import read
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Keep, Moment, Now, R, Reply, Steps, Turn

GRACE = 5.0
"""Seconds that an attempt may take beyond connecting, until its body leaves."""


class Attempts:
    """
    Makes the attempts, and keeps the record of them.

    :param record: how the send stands.
    """

    def __init__(self, record: Record, settings: Settings) -> None:
        self.record = record
        self._settings = settings

    def make(self, call: Call[Any]) -> Steps[Reply]:
        """Write down that an attempt is made, then make it; it must not begin after the time that is written down."""
        yield Turn(call.operation)
        now = cast("Moment", (yield Now())).at
        start_by = now + self._settings.connect_timeout + GRACE
        yield from self.keep(
            state="pending",
            since=self.record.since or now,
            over=start_by + self._settings.timeout,
            attempts=self.record.attempts + 1,
        )
        request = call.request(self._settings.version)
        headers = {**request.headers, "Idempotency-Key": self._key()}
        return cast("Reply", (yield request._replace(headers=headers, start_by=start_by)))

    def read(self, call: Call[R], reply: Reply) -> R | None:
        """Read the answer; one that cannot be read tells nothing, and so is no answer."""
        if fate_of(reply) is not Fate.ANSWERED:
            return None
        try:
            return read(call, reply, self._settings)
        except WhopUnexpectedReply:
            return None

    def keep(self, **changes: Any) -> Steps[None]:
        """Write down what has changed."""
        self.record = self.record.model_copy(update=changes)
        yield Keep(self.record)

    def change_key(self) -> None:
        """Take another key from now on: Whop would only give its old answer to this one."""
        self.record = self.record.model_copy(update={"turn": self.record.turn + 1})

    def _key(self) -> str:
        turn = self.record.turn
        return sha256(f"{self.record.key} {turn}".encode()).hexdigest() if turn else self.record.key


class MessageAttempts(Attempts):
    """
    Those of a message, which can be looked for.

    :param reconciling: knows the clock and the author.
    """

    def __init__(self, record: Record, settings: Settings, reconciling: Reconciling) -> None:
        super().__init__(record, settings)
        self._reconciling = reconciling

    def make(self, call: Call[Any]) -> Steps[Reply]:
        """Learn the time from the answer, too."""
        reply = yield from super().make(call)
        self._reconciling.clock.watch(reply)
        return reply

    def keep(self, **changes: Any) -> Steps[None]:
        """Write down what is known by now, too."""
        looked = self._reconciling
        known = {"offset": looked.clock.offset, "floor": looked.floor, "author": looked.author, **changes}
        yield from super().keep(**known)

    def landed(self, message: Message, way: Way) -> Steps[SentMessage]:
        """Write down that the message is in its channel."""
        known: dict[str, Any] = {**dict(message), "delivery": way, "attempts": self.record.attempts}
        # all of it was checked when it was read
        sent = SentMessage.model_construct(**known, reconciled_pages=self._reconciling.pages)
        yield from self.keep(state="sent", message=sent)
        return sent
