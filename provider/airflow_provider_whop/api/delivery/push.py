"""A push that is sent at most once: nothing shows it afterwards, so what may have been accepted is not sent again.

Before each attempt it writes down that one is under way, and so a later try knows of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Literal, TypeAlias, cast

from pydantic import Field

from airflow_provider_whop.api.call import Repeat
from airflow_provider_whop.api.conversation import told
from airflow_provider_whop.api.delivery import sentences
from airflow_provider_whop.api.delivery.attempts import Attempts
from airflow_provider_whop.api.delivery.record import Record
from airflow_provider_whop.api.errors import WhopAmbiguous, WhopInvalid
from airflow_provider_whop.api.fate import Fate, fate_of
from airflow_provider_whop.api.model import Body
from airflow_provider_whop.api.notifications import NewNotification, Pushed, push_of
from airflow_provider_whop.api.reading import read
from airflow_provider_whop.api.retry import Attempt, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Note, Pause, Reply, Response, Steps

OnAmbiguousPush: TypeAlias = Literal["fail", "resend"]


class PushPromise(Body):
    """
    How one push is to be delivered.

    :param key: names it, the same on every try of it; sent as ``Idempotency-Key``.
    :param generation: rises when a person clears the task, stays over its retries.
    :param on_ambiguous: when it cannot be known whether Whop took it: ``fail`` raises, ``resend`` sends again and may
        send twice.
    :param same_text: take another push under the same key for a mistake.
    """

    key: str = Field(min_length=1, max_length=255)
    generation: int = 0
    on_ambiguous: OnAmbiguousPush = "fail"
    same_text: bool = False


def push(
    notification: NewNotification, promise: PushPromise, settings: Settings, earlier: Mapping[str, Any] | None = None
) -> Steps[Pushed]:
    """
    Push, once at most unless ``resend`` was asked for.

    :param earlier: what an earlier try of the task wrote down of this push.
    :raises WhopAmbiguous: it may have been delivered, and nothing can tell.
    :raises WhopError: Whop refused it, or could not be reached; then it is not delivered.
    """
    known = Record.model_validate(earlier) if earlier else None
    return (yield from _Pushing(notification, promise, settings, known).steps())


class _Pushing:
    def __init__(
        self, notification: NewNotification, promise: PushPromise, settings: Settings, earlier: Record | None
    ) -> None:
        self._promise, self._settings = promise, settings
        self._before = earlier if earlier and earlier.generation == promise.generation else None
        self._fingerprint = sha256(notification.model_dump_json().encode()).hexdigest()
        call = push_of(notification)
        self._call = replace(call, repeat=Repeat.FREELY) if promise.on_ambiguous == "resend" else call
        named = {"key": promise.key, "generation": promise.generation, "fingerprint": self._fingerprint}
        self._attempts = Attempts(Record.begun(self._before, **named), settings)

    def steps(self) -> Steps[Pushed]:
        """Push, or tell that it was pushed. A clear is a person's wish: what was before it does not count."""
        before = self._before
        if before and before.state != "refused":
            self._refuse_another_text(before)
        if before and before.state == "sent":
            yield Note(sentences.pushed_before())
            return Pushed(success=True)
        if before and before.state == "pending":
            yield from self._left_behind(before)
        return (yield from self._push())

    def _refuse_another_text(self, before: Record) -> None:
        if self._promise.same_text and before.fingerprint not in ("", self._fingerprint):
            raise WhopAmbiguous(sentences.another_push())

    def _left_behind(self, before: Record) -> Steps[None]:
        if self._promise.on_ambiguous == "fail":
            raise WhopAmbiguous(sentences.perhaps_pushed_before() if before.guessed else sentences.left_amid_a_push())
        yield Note(sentences.resent(), warning=True)

    def _push(self) -> Steps[Pushed]:
        attempt = Attempt()
        while True:
            reply = yield from self._attempts.make(self._call)
            pushed = self._attempts.read(self._call, reply)
            wait = None if pushed else next_wait(self._call, reply, attempt, self._settings)
            yield told(self._call, reply, attempt, wait, self._settings)
            if pushed:
                return (yield from self._taken(pushed, cast("Response", reply)))
            if wait is None:
                return (yield from self._ended(reply))
            yield Pause(wait)
            attempt = attempt.after(wait, reply)

    def _taken(self, pushed: Pushed, reply: Response) -> Steps[Pushed]:
        """Write down what Whop has answered; one that it did not take is no success."""
        yield from self._attempts.keep(state="sent" if pushed.success else "refused")
        if not pushed.success:
            raise WhopInvalid(sentences.not_pushed(), status=reply.status)
        return pushed

    def _ended(self, reply: Reply) -> Steps[Pushed]:
        """Tell the error of the last attempt; one that may have been accepted stays written down as under way."""
        fate = fate_of(reply)
        if fate in (Fate.NOT_TAKEN, Fate.REFUSED):
            yield from self._attempts.keep(state="refused")
        elif fate is Fate.KEY_TAKEN:
            raise WhopAmbiguous(sentences.push_key_taken())
        elif self._promise.on_ambiguous == "fail":
            raise WhopAmbiguous(sentences.perhaps_pushed())
        return read(self._call, reply, self._settings)
