"""Which of a channel's messages is ours? Pure: never takes a stranger's, never chooses between two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple
from unicodedata import normalize

from airflow_provider_whop.api.delivery.marker import marks_in, unmarked
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.new_messages import NewMessage

CLOCKS_APART = 5.0
"""Seconds by which the clocks of two machines may differ, be they Airflow's or Whop's."""
ROUNDED = 0.01
"""Seconds that a message's time may have lost by rounding."""


class Wanted(NamedTuple):
    """
    The message that is looked for.

    :param fingerprints: of what was sent, and of what would be sent now.
    :param plain: of the words alone, to notice one that is almost ours.
    :param mark: the mark in its text, if it was sent with one and is not known to have lost it.
    :param author: who wrote it, where known.
    :param since: nothing older is ours; Unix seconds by Whop's clock.
    :param certain_since: nothing older is certain to be ours, because it was several machines that told the time.
    """

    fingerprints: frozenset[str]
    plain: str
    mark: str | None
    author: str | None
    since: float
    certain_since: float
    rivals: bool = False
    exclude: frozenset[str] = frozenset()


class Verdict(NamedTuple):
    """The message that is ours, or those that may be, with the reason why that cannot be told; or neither."""

    ours: Message | None = None
    candidates: tuple[str, ...] = ()
    doubt: str = ""


def fingerprint_of(message: NewMessage) -> str:
    """Tell what can be read back of a message, in a form that gives no text away."""
    options = [option.text for option in message.poll.options] if message.poll else []
    return _digest(message.content, message.replying_to_message_id, options)


def plain(text: str) -> str:
    """Reduce a text to its letters and digits."""
    return "".join(letter for letter in normalize("NFKC", unmarked(text)).casefold() if letter.isalnum())


def judge(messages: Iterable[Message], wanted: Wanted) -> Verdict:
    """Find ours among a channel's newest messages."""
    recent = [message for message in messages if _possible(message, wanted)]
    marked = [message for message in recent if wanted.mark and wanted.mark in marks_in(message.content or "")]
    if marked:
        return Verdict(ours=min(marked, key=lambda message: message.created_at))
    others = [message for message in recent if not marks_in(message.content or "")]
    exact = [message for message in others if _fingerprint(message) in wanted.fingerprints]
    if exact:
        return _of_exact(exact, wanted)
    near = [message for message in others if plain(message.content or "") == wanted.plain and wanted.plain]
    return _doubtful(near, "it differs a little from what was sent") if near else Verdict()


def _possible(message: Message, wanted: Wanted) -> bool:
    written_by_us = wanted.author in (None, message.user.id)
    return written_by_us and message.created_at.timestamp() >= wanted.since and message.id not in wanted.exclude


def _of_exact(exact: Sequence[Message], wanted: Wanted) -> Verdict:
    first = exact[0]
    doubts = {
        "its author may be another: the user of this connection is not known": wanted.author is None,
        "it is without the mark of this send": wanted.mark,
        "another task of this run, or another send of this one, may have sent the same words": wanted.rivals,
        "it has no words by which it could be told from another": _wordless(first),
        "there are several of them": len(exact) > 1,
        "it may be older than this send": first.created_at.timestamp() < wanted.certain_since,
    }
    doubt = next((words for words, applies in doubts.items() if applies), None)
    return _doubtful(exact, doubt) if doubt else Verdict(ours=first)


def _doubtful(candidates: Sequence[Message], doubt: str) -> Verdict:
    return Verdict(candidates=tuple(message.id for message in candidates), doubt=doubt)


def _fingerprint(message: Message) -> str:
    options = [option.text for option in message.poll.options or ()] if message.poll else []
    return _digest(message.content, message.replying_to_message_id, options)


def _digest(content: str | None, replying_to: str | None, options: Sequence[str]) -> str:
    words = [normal(content or ""), replying_to or "", *map(normal, options)]
    return sha256(json.dumps(words).encode()).hexdigest()


def _wordless(message: Message) -> bool:
    """Tell whether there is nothing but files, which do not show."""
    return not (normal(message.content or "") or message.poll or message.replying_to_message_id)


def normal(text: str) -> str:
    """Give a text as it is compared: in Unicode's NFC form, without marks and the white space around it."""
    return "\n".join(normalize("NFC", unmarked(text)).splitlines()).strip()
