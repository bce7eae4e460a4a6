"""Texts that came from elsewhere, for logs and errors: one printable line each, which forges no other one there."""

from __future__ import annotations

LONGEST = 300


def one_line(text: str) -> str:
    """Put a space in the place of whatever ends a line, moves a cursor or turns the order of letters around."""
    if text.isprintable():
        return text
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def shortened(text: str) -> str:
    """Give the beginning of a text, as one line."""
    line = one_line(text[: LONGEST * 7])
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"
