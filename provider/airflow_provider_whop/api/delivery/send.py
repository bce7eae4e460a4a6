"""The reconciling send: one conversation that puts a message into its channel once, whatever becomes of its attempts.

Before each attempt it writes down that one is under way; after an attempt that may have been accepted it looks in the
channel before it sends again. It never sends when it cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, cast

from airflow_provider_whop.api.conversation import Ask, told
from airflow_provider_whop.api.delivery import sentences
from airflow_provider_whop.api.delivery.likeness import fingerprint_of
from airflow_provider_whop.api.delivery.marker import mark_of
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.reconcile import Reconciling
from airflow_provider_whop.api.delivery.record import Record, SentMessage, Way
from airflow_provider_whop.api.errors import WhopAmbiguous, WhopUnexpectedReply
from airflow_provider_whop.api.fate import Fate, fate_of, replayed
from airflow_provider_whop.api.messages import Message, NewMessage, post
from airflow_provider_whop.api.reading import read
from airflow_provider_whop.api.retry import Attempt, asked_wait, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Keep, Moment, Note, Now, Pause, Reply, Steps, Turn

GRACE = 5.0
"""Seconds that an attempt may take beyond connecting, until its body leaves."""


def deliver(
    message: NewMessage, promise: Promise, settings: Settings, ask: Ask, earlier: Mapping[str, Any] | None = None
) -> Steps[SentMessage]:
    """
    Put a message into its channel, once.

    :param earlier: what an earlier try of the task wrote down of this send.
    :raises WhopAmbiguous: it may be there, and that cannot be told.
    :raises WhopError: Whop refused it, or could not be reached; then it is not there.
    """
    known = Record.model_validate(earlier) if earlier else None
    return (yield from _Sending(message, promise, settings, ask, known).steps())


class _Sending:
    def __init__(
        self, message: NewMessage, promise: Promise, settings: Settings, ask: Ask, earlier: Record | None
    ) -> None:
        self._promise, self._settings, self._earlier = promise, settings, earlier
        self._fingerprint = fingerprint_of(message)
        self._record = self._begun()
        marked = message.content + mark_of(self._record.key) if promise.marker else message.content
        self._call = post(message.model_copy(update={"content": marked}))
        self._channel_id = message.channel_id
        author = settings.user_id or (earlier.author if earlier else None)
        self._reconciling = Reconciling(message, self._excluding(), ask, author, self._record.floor)

    def steps(self) -> Steps[SentMessage]:
        """Deliver, or tell that it was delivered."""
        before = self._earlier
        if before and before.generation == self._promise.generation:
            self._refuse_another_text(before)
            if before.message:
                yield Note(sentences.done_before(before.message.id, self._channel_id))
                return before.message
        if before and before.state == "pending":
            found = yield from self._left_behind(before)
            if found:
                return found
        return (yield from self._deliver())

    def _begun(self) -> Record:
        """Go on with a send that was left pending, also under its key; else begin a new one."""
        new = Record(
            state="pending",
            key=self._promise.key,
            generation=self._promise.generation,
            fingerprint=self._fingerprint,
            since=0.0,
            over=0.0,
        )
        before = self._earlier
        if before is None or before.state != "pending":
            return new
        same = {"key", "turn", "attempts", "floor"}
        return new.model_copy(update=before.model_dump(include=same))

    def _excluding(self) -> Promise:
        """Leave out the message that was sent before a person cleared the task."""
        before = self._earlier.message if self._earlier else None
        exclude = self._promise.exclude | ({before.id} if before else set())
        return self._promise.model_copy(update={"exclude": exclude})

    def _refuse_another_text(self, before: Record) -> None:
        if self._promise.same_text and before.state != "refused" and before.fingerprint != self._fingerprint:
            raise WhopAmbiguous(sentences.another_text())

    def _left_behind(self, before: Record) -> Steps[SentMessage | None]:
        """Find out about an attempt of an earlier try, which may even be alive still."""
        looked_by_hand = before.generation != self._promise.generation
        if self._promise.on_ambiguous == "resend" or (self._promise.on_ambiguous == "fail" and looked_by_hand):
            return None
        yield Note(sentences.left_behind(self._channel_id), warning=True)
        if self._promise.on_ambiguous == "fail":
            raise WhopAmbiguous(sentences.not_looked_for(self._channel_id))
        now = cast("Moment", (yield Now())).at
        return (yield from self._found(before, max(now, before.over), other_machine=True))

    def _deliver(self) -> Steps[SentMessage]:
        attempt = Attempt()
        while True:
            reply = yield from self._attempt()
            fate, message = fate_of(reply), self._read(reply)
            if message:
                yield told(self._call, reply, attempt, None, self._settings)
                return (yield from self._landed(message, "replayed" if replayed(reply) else "sent"))
            if fate in (Fate.NOT_TAKEN, Fate.REFUSED):
                wait = yield from self._not_taken(reply, attempt)
            else:
                yield told(self._call, reply, attempt, None, self._settings)
                found = yield from self._reconciled(reply, fate)
                if found:
                    return found
                wait = self._wait_after(reply, attempt)
            yield Pause(wait)
            attempt = attempt.after(wait, reply)

    def _attempt(self) -> Steps[Reply]:
        """Write down that an attempt is made, then make it; it must not begin after the time that is written down."""
        yield Turn(self._call.operation)
        now = cast("Moment", (yield Now())).at
        start_by = now + self._settings.connect_timeout + GRACE
        yield from self._keep(
            state="pending",
            since=self._record.since or now,
            over=start_by + self._settings.timeout,
            attempts=self._record.attempts + 1,
        )
        request = self._call.request(self._settings.version)
        headers = {**request.headers, "Idempotency-Key": self._key()}
        reply = cast("Reply", (yield replace(request, headers=headers, start_by=start_by)))
        self._reconciling.clock.watch(reply)
        return reply

    def _key(self) -> str:
        turn = self._record.turn
        return sha256(f"{self._record.key} {turn}".encode()).hexdigest() if turn else self._record.key

    def _read(self, reply: Reply) -> Message | None:
        """Read the answer; one that cannot be read tells nothing, and so is no answer."""
        if fate_of(reply) is not Fate.ANSWERED:
            return None
        try:
            return read(self._call, reply, self._settings)
        except WhopUnexpectedReply:
            return None

    def _not_taken(self, reply: Reply, attempt: Attempt) -> Steps[float]:
        """Wait for the next attempt, or tell the error when there is none."""
        wait = next_wait(self._call, reply, attempt, self._settings)
        yield told(self._call, reply, attempt, wait, self._settings)
        if wait is None:
            yield from self._keep(state="refused")
            read(self._call, reply, self._settings)
        return cast("float", wait)

    def _reconciled(self, reply: Reply, fate: Fate) -> Steps[SentMessage | None]:
        """Look for what may have been accepted; when it is not there, it may be sent again."""
        if fate is Fate.KEY_TAKEN and not (self._earlier and self._earlier.fingerprint):
            raise WhopAmbiguous(sentences.key_taken())
        if self._promise.on_ambiguous == "fail":
            raise WhopAmbiguous(sentences.not_looked_for(self._channel_id))
        if self._promise.on_ambiguous == "resend":
            yield Note(sentences.resent(), warning=True)
            return None
        yield Note(sentences.looking(self._channel_id, self._promise.settle), warning=True)
        now = cast("Moment", (yield Now())).at
        found = yield from self._found(self._record, now, other_machine=False)
        if found is None and (replayed(reply) or fate is Fate.KEY_TAKEN):
            self._record = self._record.model_copy(update={"turn": self._record.turn + 1})
        return found

    def _found(self, record: Record, over: float, *, other_machine: bool) -> Steps[SentMessage | None]:
        message = yield from self._reconciling.find(record, over + self._promise.settle, other_machine=other_machine)
        if message:
            return (yield from self._landed(message, "adopted"))
        yield Note(sentences.not_there(self._channel_id), warning=True)
        return None

    def _wait_after(self, reply: Reply, attempt: Attempt) -> float:
        """After a look in vain: wait what is left of what Whop asked for, or tell the error when it was the last."""
        if attempt.number > self._settings.max_retries:
            read(self._call, reply, self._settings)
        asked = (asked_wait(reply) or 0.0) - self._promise.settle
        return min(max(asked, 0.0), self._settings.max_wait)

    def _landed(self, message: Message, way: Way) -> Steps[SentMessage]:
        counts = {"attempts": self._record.attempts, "reconciled_pages": self._reconciling.pages}
        sent = SentMessage(**message.model_dump(), delivery=way, **counts)
        yield from self._keep(state="sent", author=message.user.id, message=sent)
        yield Note(sentences.landed(sent, self._channel_id))
        return sent

    def _keep(self, **changes: Any) -> Steps[None]:
        looked = self._reconciling
        known = {"offset": looked.clock.offset, "floor": looked.floor, "author": looked.author, **changes}
        self._record = self._record.model_copy(update=known)
        yield Keep(self._record.model_dump(mode="json"))
