"""Conversations with Whop, each written once and performed by either transport: one call, and all pages of a list."""

from __future__ import annotations

from typing import Any, Protocol, cast

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.envelope import open_envelope
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.reading import read
from airflow_provider_whop.api.retry import Attempt, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Found, Note, Pause, R, Reply, Steps, T, Unreachable


class Ask(Protocol):
    """How a conversation asks one question; a client's ``ask`` is one."""

    def __call__(self, call: Call[R]) -> Steps[R]:
        """Ask, wait and ask again as the retry table says, then give the answer or raise a WhopError."""
        ...


def converse(call: Call[R], settings: Settings) -> Steps[R]:
    """Ask; where the table allows it, wait and ask again; then give the model or raise a WhopError."""
    request, attempt = call.request(settings.version), Attempt()
    while True:
        reply = cast("Reply", (yield request))
        wait = next_wait(call, reply, attempt, settings)
        yield told(call, reply, attempt, wait, settings)
        if wait is None:
            return read(call, reply, settings)
        yield Pause(wait)
        attempt = attempt.after(wait)


def walk(first: Call[Page[T]], ask: Ask) -> Steps[None]:
    """Find every item of every page; ends on the last page, an empty one, or a cursor that comes again."""
    call, seen = first, {""}
    while True:
        page = yield from ask(call)
        if page.data:
            yield Found(page.data)
        cursor = page.next_cursor
        if cursor is None or cursor in seen:
            return
        seen.add(cursor)
        call = first.after(cursor)


def told(call: Call[Any], reply: Reply, attempt: Attempt, wait: float | None, settings: Settings) -> Note:
    """Write the log line of one attempt: numbers and Whop's own codes, never a text or the key."""
    line = f"Whop {call.operation}: {_outcome(reply)} in {reply.seconds:.3f} s, attempt {attempt.number}"
    if attempt.waited:
        line += f" after waiting {attempt.waited:.1f} s"
    if wait is not None:
        line += f"; asking again in {wait:.1f} s"
    return Note(settings.without_key(line), warning=wait is not None)


def _outcome(reply: Reply) -> str:
    if isinstance(reply, Unreachable):
        return f"no answer ({reply.reason})"
    if reply.status < 400:
        return str(reply.status)
    envelope = open_envelope(reply.body)
    return " ".join(part for part in (str(reply.status), envelope.code or envelope.type) if part)
