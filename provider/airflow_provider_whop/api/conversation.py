"""Conversations with Whop, each written once and performed by every transport: one call, and all pages of a list."""

from __future__ import annotations

from typing import Any, Protocol, cast

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.envelope import open_envelope
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.reading import read
from airflow_provider_whop.api.retry import Attempt, is_gone, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Found, Note, Pause, R, Reply, Steps, T, Turn, Unreachable

STALE = 3
"""Pages in a row without a new item after which a list is at its end, whatever it says."""


class Ask(Protocol):
    """How a conversation asks one question; a client's ``ask`` is one."""

    def __call__(self, call: Call[R]) -> Steps[R]:
        """Ask, wait and ask again as the retry table says, then give the answer or raise a WhopError."""
        ...


def converse(call: Call[R], settings: Settings) -> Steps[R]:
    """Ask; where the table allows it, wait and ask again; then give the model or raise a WhopError."""
    request, attempt = call.request(settings.version), Attempt()
    while True:
        yield Turn(call.operation)
        reply = cast("Reply", (yield request))
        wait = next_wait(call, reply, attempt, settings)
        yield told(call, reply, attempt, wait, settings)
        if is_gone(call.repeat, reply, attempt):
            return cast("R", True)
        if wait is None:
            return read(call, reply, settings)
        yield Pause(wait)
        attempt = attempt.after(wait, reply)


def walk(first: Call[Page[T]], ask: Ask) -> Steps[None]:
    """
    Find every item of every page once, though pages overlap.

    Ends on the last page, an empty one, a cursor that comes again, or several pages without anything new.
    """
    call, cursors, ids, stale = first, {"", *(value for name, value in first.query if name == "after")}, set[str](), 0
    while True:
        page = yield from ask(call)
        new = [item for item in page.data if getattr(item, "id", None) not in ids] if ids else page.data
        if new:
            yield Found(new)  # behind which many have enough
        ids |= {item.id for item in new if hasattr(item, "id")}
        stale = 0 if new else stale + 1
        cursor = page.next_cursor
        if cursor is None or cursor in cursors or stale == STALE:
            return
        cursors.add(cursor)
        call = first.after(cursor)


def told(call: Call[Any], reply: Reply, attempt: Attempt, wait: float | None, settings: Settings) -> Note:
    """Write the log line of one attempt: numbers and Whop's own codes, never a text or the key."""
    line = f"Whop {call.operation}: {_outcome(reply, settings)} in {reply.seconds:.3f} s, attempt {attempt.number}"
    if attempt.waited:
        line += f" after waiting {attempt.waited:.1f} s"
    if wait is not None:
        line += f"; asking again in {wait:.1f} s"
    return Note(line, warning=wait is not None)


def _outcome(reply: Reply, settings: Settings) -> str:
    if isinstance(reply, Unreachable):
        return f"no answer ({reply.reason})"
    if reply.status < 400:
        return str(reply.status)
    envelope = open_envelope(reply.body, settings.without_key)
    return " ".join(part for part in (str(reply.status), envelope.code or envelope.type) if part)
