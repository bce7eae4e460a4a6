"""Finds out what became of an attempt that may have been accepted: found, not there, or not to be told (an error)."""

from __future__ import annotations

from airflow_provider_whop.api.clock import Clock
from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.delivery import sentences
from airflow_provider_whop.api.delivery.likeness import (
    CLOCKS_APART,
    ROUNDED,
    Verdict,
    Wanted,
    fingerprint_of,
    plain,
)
from airflow_provider_whop.api.delivery.look import Looking
from airflow_provider_whop.api.delivery.marker import mark_of
from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import Record
from airflow_provider_whop.api.errors import WhopAmbiguous, WhopError
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Note, Steps


class Reconciling:
    """
    Looks for one message, on behalf of one send.

    :param others: the other sends of the task, whose messages are not this one's.
    :param floor: nothing before it is looked for, by Whop's clock; it comes down to what an earlier try may have sent.
    """

    def __init__(
        self,
        message: NewMessage,
        promise: Promise,
        ask: Ask,
        *,
        settings: Settings,
        others: Others,
        floor: float | None,
    ) -> None:
        self.clock = Clock()
        self.floor = floor
        self._settings = settings
        self._others = others
        self._message = message
        self._promise = promise
        self._ask: Ask = lambda call: self.clock.watching(ask(call))
        self._looking = Looking(message.channel_id, promise.reconcile_pages, self._ask)

    @property
    def author(self) -> str | None:
        """The user that this connection writes as, where known."""
        return self._others.author(self._settings)

    @property
    def pages(self) -> int:
        """Count the pages that were looked through."""
        return self._looking.pages

    def find(self, record: Record, end: float, *, other_machine: bool) -> Steps[Message | None]:
        """
        Look until ``end`` (Unix seconds, ours) for the message that the record tells of.

        :param other_machine: the record's times are of another machine's clock, or may be.
        :raises WhopAmbiguous: there is something that may be it, or too much to look through.
        """
        yield from self._learn_author()
        verdict = yield from self._looking.until(end, lambda: self._wanted(record, other_machine=other_machine))
        self.floor = self._wanted(record, other_machine=other_machine).certain_since
        if verdict.candidates:
            raise self._undecided(verdict)
        if verdict.ours:
            yield Note(sentences.found(verdict.ours.id))
        return verdict.ours

    def _wanted(self, record: Record, *, other_machine: bool) -> Wanted:
        told_there = record.offset if other_machine else None
        offset = self.clock.offset if told_there is None else told_there
        began = record.since + (offset or 0.0) - ROUNDED
        certain_since = began if self.floor is None else min(began, self.floor)
        return Wanted(
            fingerprints=frozenset({record.fingerprint, fingerprint_of(self._message)}),
            plain=plain(self._message.content),
            mark=mark_of(record.key) if self._promise.marker and not self._others.marks_vanish else None,
            author=self.author,
            since=certain_since - CLOCKS_APART,
            certain_since=certain_since,
            rivals=self._promise.rivals or self._others.rival(record.key),
            exclude=self._others.of_others(record.key),
        )

    def _learn_author(self) -> Steps[None]:
        """Ask who we are; a company's key is nobody, and is not told."""
        if self.author is None:
            from airflow_provider_whop.api.identity import retrieve_own_user

            try:
                self._others.learn(self._settings, (yield from self._ask(retrieve_own_user())).id)
            except WhopError:
                yield Note(sentences.nobody(), warning=True)

    def _undecided(self, verdict: Verdict) -> WhopAmbiguous:
        text = sentences.undecided(verdict.candidates, self._message.channel_id, verdict.doubt)
        return WhopAmbiguous(text, candidates=verdict.candidates)
