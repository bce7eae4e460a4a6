"""An invisible mark at the end of a text, by which its message is known again. Made of zero-width characters."""

from __future__ import annotations

import re
from hashlib import sha256

BITS = 48
_EDGE = "\u2060"
_DIGITS = "\u200b\u200c"
_MARK = re.compile(f"{_EDGE}([{_DIGITS}]{{{BITS}}}){_EDGE}")


def mark_of(key: str) -> str:
    """Give the mark of a send."""
    number = int.from_bytes(sha256(key.encode()).digest()[: BITS // 8], "big")
    return _EDGE + "".join(_DIGITS[int(digit)] for digit in f"{number:0{BITS}b}") + _EDGE


def marks_in(text: str) -> set[str]:
    """Find all marks in a text."""
    return {found.group() for found in _MARK.finditer(text)}


def unmarked(text: str) -> str:
    """Take all marks out of a text."""
    return _MARK.sub("", text)
