"""A long text in parts that each are a message: cut where a reader expects it, never within what is one character.

Code that is cut is closed in the one part and opened again in the next; other Markdown that goes on over a cut (bold,
lists) is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.splitting.borders import best_border
from airflow_provider_whop.api.splitting.fences import Fence

OnLong: TypeAlias = Literal["fail", "split", "attach"]
LONGEST = 5000
"""Characters that Whop takes in one message, by the reference of its newer surface."""
BEGINNING = 1000
"""Characters of a text that are shown where all of it is attached."""


def in_parts(text: str, on_long: OnLong, longest: int = LONGEST) -> list[str]:
    """
    Give a text as messages in their order: as one, where it is short enough.

    :raises WhopInvalidArgument: it is too long, and is not to be split.
    """
    if len(text) <= longest:
        return [text]
    if on_long == "fail":
        raise WhopInvalidArgument(
            f"content: it has {len(text):,} characters, and Whop takes {longest:,} in a message: shorten it, or have "
            'it posted as several with on_long="split", or as a file with on_long="attach".',
            param="content",
        )
    return [part for part in _parts(text, longest) if part.strip()] or [text[:longest]]


def beginning(text: str) -> str:
    """Give the first lines of a text, with a sign that it goes on."""
    return f"{next(_parts(text, BEGINNING))}\n\n…"


def _parts(rest: str, longest: int) -> Iterator[str]:
    while len(rest) > longest:
        at, fence = best_border(rest, longest)
        head, rest = rest[:at], rest[at:]
        yield _closed(head, fence) if fence else head.rstrip()
        rest = _reopened(head, rest, fence) if fence else _from_its_first_line(rest)
    yield rest


def _closed(code: str, fence: Fence) -> str:
    return code + ("" if code.endswith("\n") else "\n") + fence.closing


def _reopened(head: str, rest: str, fence: Fence) -> str:
    """Open code again, unless the line of its end comes next: then it was closed before the cut."""
    line, _, behind = rest.partition("\n")
    return behind if head.endswith("\n") and fence.ends_with(line) else fence.opening + rest


def _from_its_first_line(rest: str) -> str:
    """Leave out what parted the two: empty lines, but not the indent of the line behind them."""
    return rest.lstrip("\r\n")
