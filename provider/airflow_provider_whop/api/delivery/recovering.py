"""What earlier tries of a task have left of a send: found, taken up, or given up to a person. It sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.delivery import sentences
from airflow_provider_whop.api.delivery.attempts import MessageAttempts
from airflow_provider_whop.api.delivery.likeness import fingerprint_of
from airflow_provider_whop.api.delivery.marker import mark_of, marks_in
from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.reconcile import Reconciling
from airflow_provider_whop.api.delivery.record import Record, SentMessage, Way
from airflow_provider_whop.api.errors import WhopAmbiguous
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Moment, Note, Now, Steps


def recover(
    message: NewMessage,
    promise: Promise,
    settings: Settings,
    ask: Ask,
    earlier: Mapping[str, Any] | None,
    *,
    others: Others,
) -> Steps[SentMessage | None]:
    """
    Give what an earlier try of the task sent, before it is known what this one would send; sends nothing.

    Where nothing was written down of it but that there was a try, only a mark tells it.

    :param message: where it went, what it answered, its poll; in the place of its text stands the key of the send.
    :raises WhopAmbiguous: it may be there, and that cannot be told.
    """
    known = Record.model_validate(earlier) if earlier else None
    if known is None or (known.guessed and not promise.marker):
        return None
    nameless = message.model_copy(update={"content": promise.key})
    return (yield from Recovering(nameless, promise, settings, ask, known, others=others).recovered())


class Recovering:
    """One send, as far as it has come."""

    def __init__(
        self,
        message: NewMessage,
        promise: Promise,
        settings: Settings,
        ask: Ask,
        earlier: Record | None,
        *,
        others: Others,
    ) -> None:
        self._promise, self._settings, self._earlier, self._others = promise, settings, earlier, others
        self._ask = ask
        self._fingerprint = fingerprint_of(message)
        self._channel_id = message.channel_id
        record = self._begun()
        self._message = message
        self._mark = mark_of(record.key) if promise.marker else ""
        others.leave_out(record.exclude)
        others.recall(settings, earlier.author if earlier else None)
        others.begin(record.key, self._channel_id, self._fingerprint, *self._words_before())
        self._reconciling = Reconciling(message, promise, ask, settings=settings, others=others, floor=record.floor)
        self._attempts = MessageAttempts(record, settings, self._reconciling)

    def recovered(self) -> Steps[SentMessage | None]:
        """Tell what earlier tries have sent; None when nothing of it is there."""
        before = self._earlier
        self._refuse_what_another_has()
        if before and not self._unsought:
            self._refuse_another(before)
        if before and before.message and not self._cleared:
            self._others.end(self._attempts.record.key, before.message)
            yield Note(sentences.done_before(before.message.id, self._channel_id))
            return before.message
        if before and before.state == "pending" and not self._unsought:
            return (yield from self._left_behind(before))
        return None

    @property
    def _cleared(self) -> bool:
        """Whether a person has had the task run anew since the send was written down."""
        return self._earlier is not None and self._earlier.generation != self._promise.generation

    @property
    def _unsought(self) -> bool:
        """Whether what may be there is not to be looked for: twice is better than never, or a person has looked."""
        left, asked = self._earlier is not None and self._earlier.state == "pending", self._promise.on_ambiguous
        return left and (asked == "resend" or (asked == "fail" and self._cleared))

    def _begun(self) -> Record:
        """Take up the send; what was sent before a person cleared the task is not what is sent now."""
        before, promise = self._earlier, self._promise
        sent = (*before.exclude, *([before.message.id] if before.message else [])) if before else ()
        named = {"key": promise.key, "generation": promise.generation, "fingerprint": self._fingerprint}
        return Record.begun(before, **named, channel_id=self._channel_id, exclude=sent)

    def _words_before(self) -> list[str]:
        return [self._earlier.fingerprint] if self._earlier and self._earlier.fingerprint else []

    def _refuse_what_another_has(self) -> None:
        """Two sends of the same words, of which one was lost; a retry of that one has found the other's message."""
        before = self._earlier
        if before is None or before.message is None:
            return
        own = (self._attempts.record.key, "" if self._cleared else before.key)  # what was left pending keeps its key
        if self._others.owner(before.message.id) not in ("", *own):
            found = before.message.id
            raise WhopAmbiguous(sentences.anothers(found, self._channel_id), candidates=(found,))

    def _refuse_another(self, before: Record) -> None:
        """Take another text, or another channel, for a mistake where that would hide a message or double it."""
        elsewhere = before.channel_id not in ("", self._channel_id)
        another = elsewhere or before.fingerprint not in ("", self._fingerprint)
        perhaps = before.state == "pending"
        if self._promise.same_text and another and (perhaps or (before.message and not self._cleared)):
            what = "to another channel" if elsewhere else "another text"
            raise WhopAmbiguous(sentences.in_its_place(what, before.channel_id if perhaps else ""))
        if elsewhere and perhaps and not self._cleared:
            raise WhopAmbiguous(sentences.perhaps_elsewhere(before.channel_id, self._channel_id))

    def _left_behind(self, before: Record) -> Steps[SentMessage | None]:
        """Find out about an attempt of an earlier try, which may even be alive still."""
        if not self._promise.repeated:
            yield Note(sentences.left_behind(self._channel_id), warning=True)
        if self._promise.on_ambiguous == "fail":
            raise WhopAmbiguous(sentences.not_looked_for(self._channel_id))
        now = cast("Moment", (yield Now())).at
        over = before.over if before.guessed else max(now, before.over)
        return (yield from self._found(before, over, other_machine=True))

    def _found(self, record: Record, over: float, *, other_machine: bool) -> Steps[SentMessage | None]:
        message = yield from self._reconciling.find(record, over + self._promise.settle, other_machine=other_machine)
        if message:
            return (yield from self._landed(message, "adopted"))
        yield Note(sentences.not_there(self._channel_id), warning=not self._promise.repeated)
        return None

    def _landed(self, message: Message, way: Way) -> Steps[SentMessage]:
        known = self._others.landed(self._attempts.record.key, message, self._settings)
        if known not in (None, message.user.id):
            yield Note(sentences.another_author(message.user.id, str(known)), warning=True)
        if way == "sent" and self._promise.marker and not marks_in(message.content or ""):
            self._others.marks_vanish = True
        sent = yield from self._attempts.landed(message, way)
        yield Note(sentences.landed(sent, self._channel_id))
        return sent
