"""Fenced code, line by line: what is open, how it is closed, how it is opened again. Knows none within lists."""

from __future__ import annotations

import re
from typing import NamedTuple

_LINE = re.compile(r"( {0,3})(`{3,}|~{3,})[ \t]*(.*)")


class Fence(NamedTuple):
    """Code that is open: the marks of its first line, and what stands behind them."""

    indent: str
    marks: str
    info: str

    @property
    def closing(self) -> str:
        """The line that closes it."""
        return self.indent + self.marks

    @property
    def opening(self) -> str:
        """The line that opens it again, with its end."""
        return f"{self.indent}{self.marks}{self.info}\n"

    def ends_with(self, line: str) -> bool:
        """Tell whether a line closes it."""
        found = _LINE.fullmatch(line.rstrip())
        return bool(found and found[2].startswith(self.marks) and not found[3])


def after_line(fence: Fence | None, line: str) -> Fence | None:
    """Tell what is open behind a line, by what was open before it."""
    if fence:
        return None if fence.ends_with(line) else fence
    found = _LINE.fullmatch(line.rstrip())
    if found is None or (found[2].startswith("`") and "`" in found[3]):
        return None
    return Fence(*found.groups())
