"""The reconciling send: one conversation that puts a message into its channel once, whatever becomes of its attempts.

Before each attempt it writes down that one is under way; after an attempt that may have been accepted it looks in the
channel before it sends again. It never sends when it cannot tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import Ask, told
from airflow_provider_whop.api.delivery import sentences
from airflow_provider_whop.api.delivery.attaching import attached
from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import Record, SentMessage
from airflow_provider_whop.api.delivery.recovering import Recovering
from airflow_provider_whop.api.errors import WhopAmbiguous, WhopError
from airflow_provider_whop.api.fate import Fate, fate_of, replayed
from airflow_provider_whop.api.messages import Message, post
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.reading import read
from airflow_provider_whop.api.retry import Attempt, asked_wait, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Moment, Note, Now, Pause, Reply, Steps


def deliver(
    message: NewMessage,
    promise: Promise,
    settings: Settings,
    ask: Ask,
    earlier: Mapping[str, Any] | None = None,
    *,
    others: Others | None = None,
) -> Steps[SentMessage]:
    """
    Put a message into its channel, once.

    :param earlier: what an earlier try of the task wrote down of this send.
    :param others: the other sends of the task.
    :raises WhopAmbiguous: it may be there, and that cannot be told.
    :raises WhopError: Whop refused it, or could not be reached; then it is not there.
    """
    known = Record.model_validate(earlier) if earlier else None
    return (yield from _Sending(message, promise, settings, ask, known, others=others or Others()).steps())


class _Sending(Recovering):
    def steps(self) -> Steps[SentMessage]:
        """Deliver, or tell that it was delivered."""
        return (yield from self.recovered()) or (yield from self._deliver())

    def _deliver(self) -> Steps[SentMessage]:
        self._call = yield from self._posting()
        attempt = Attempt()
        while True:
            reply = yield from self._attempts.make(self._call)
            fate, message = fate_of(reply), self._attempts.read(self._call, reply)
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

    def _posting(self) -> Steps[Call[Message]]:
        """Bring the message's files to Whop, now that it has to be sent, and its mark into its text."""
        try:
            whole = yield from attached(self._message, self._promise, self._settings, self._ask)
        except WhopError:
            if self._attempts.record.attempts == 0:
                self._others.end(self._attempts.record.key)
            raise
        return post(whole.model_copy(update={"content": whole.content + self._mark}))

    def _not_taken(self, reply: Reply, attempt: Attempt) -> Steps[float]:
        """Wait for the next attempt, or tell the error when there is none."""
        wait = next_wait(self._call, reply, attempt, self._settings)
        yield told(self._call, reply, attempt, wait, self._settings)
        if wait is None:
            yield from self._attempts.keep(state="refused")
            self._others.end(self._attempts.record.key)
            read(self._call, reply, self._settings)
        return cast("float", wait)

    def _reconciled(self, reply: Reply, fate: Fate) -> Steps[SentMessage | None]:
        """Look for what may have been accepted; when it is not there, it may be sent again."""
        if fate is Fate.KEY_TAKEN and (self._earlier is None or self._earlier.guessed):
            raise WhopAmbiguous(sentences.key_taken())
        if self._promise.on_ambiguous == "fail":
            raise WhopAmbiguous(sentences.not_looked_for(self._channel_id))
        if self._promise.on_ambiguous == "resend":
            yield Note(sentences.resent(), warning=True)
            if fate is Fate.KEY_TAKEN:
                self._attempts.change_key()
            return None
        yield Note(sentences.looking(self._channel_id, self._promise.settle), warning=True)
        now = cast("Moment", (yield Now())).at
        found = yield from self._found(self._attempts.record, now, other_machine=False)
        if found is None and (replayed(reply) or fate is Fate.KEY_TAKEN):
            self._attempts.change_key()
        return found

    def _wait_after(self, reply: Reply, attempt: Attempt) -> float:
        """After a look in vain: wait what is left of what Whop asked for, or tell the error when it was the last."""
        if attempt.number > self._settings.max_retries:
            read(self._call, reply, self._settings)
        asked = (asked_wait(reply) or 0.0) - self._promise.settle
        return min(max(asked, 0.0), self._settings.max_wait)
