"""What is written down of one send, so that a later try knows what an earlier one did. JSON in and out.

No text of what may never be in its channel; a message that is there is written down whole, as a later try returns it.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from airflow_provider_whop.api.messages import Message

Way = Literal["sent", "adopted", "replayed"]


class SentMessage(Message):
    """
    A message, and how it came to be in its channel.

    ``delivery``: ``sent`` by this task, ``adopted`` (an earlier attempt of this task had sent it, and its answer was
    lost), or ``replayed`` by Whop for the same ``Idempotency-Key``. ``attempts`` counts the times that it was sent,
    over all tries; ``reconciled_pages`` the pages of the channel that were looked through for it. ``parts`` are the ids
    of all messages that a long text took, this one's first; it is empty where one was enough.
    """

    delivery: Way
    attempts: int
    reconciled_pages: int
    parts: tuple[str, ...] = ()


class Record(BaseModel):
    """
    One send as it was left.

    :param state: ``pending`` from just before it is sent until the answer is read; then ``sent``, or ``refused`` when
        nothing of it was accepted.
    :param key: names the send; ``turn`` counts how often its ``Idempotency-Key`` had to be changed.
    :param fingerprint: of what was sent: see ``likeness``; empty where that is not known.
    :param channel_id: where it was sent to; empty where that is not known, and of a push.
    :param since: when the first attempt of this try was made; Unix seconds by the clock of its machine.
    :param floor: when the first attempt of all tries can first have been accepted; Unix seconds by Whop's clock.
    :param over: when the last attempt can last have been accepted; by the same clock. Where nothing was written down,
        when this try began, by its own: what an earlier one had left under way is as good as over by then.
    :param offset: Whop's clock less that one, at least, in seconds; None where Whop had told no time yet.
    :param exclude: the messages that this task had sent before a person cleared it.
    :param author: the user that this connection writes as, where known.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: Literal["pending", "sent", "refused"]
    key: str
    turn: int = 0
    generation: int
    fingerprint: str
    channel_id: str = ""
    since: float
    over: float
    offset: float | None = None
    floor: float | None = None
    attempts: int = 0
    exclude: tuple[str, ...] = ()
    author: str | None = None
    message: SentMessage | None = None

    @classmethod
    def begun(cls, before: Self | None, **new: Any) -> Self:
        """
        Go on with a send that was left pending, also under its key; else begin a new one.

        :param before: as an earlier try left it.
        :param new: ``key``, ``generation``, ``fingerprint``, ``channel_id``, ``exclude``.
        """
        record = cls(state="pending", since=0.0, over=0.0, **new)
        if before is None or before.state != "pending":
            return record
        return record.model_copy(update=before.model_dump(include={"key", "turn", "attempts", "floor"}))

    @property
    def guessed(self) -> bool:
        """Whether nothing was written down: a retry knows only that there was a try before it."""
        return not self.fingerprint
