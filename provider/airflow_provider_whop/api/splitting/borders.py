"""Where a text may be cut: behind a paragraph, else a line, else a line of code, else a word, else one whole sign."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category

from airflow_provider_whop.api.splitting.fences import Fence, after_line

PARAGRAPH, LINE, CODE = range(3)
_LINES = re.compile(r"[^\n]*\n")
_BLANK = re.compile(r"[ \t\r]*\n")
_ACTS_AT_A_START = frozenset("#>-+*=~`|:0123456789")
"""Signs that mean nothing within a line, and something at the beginning of one."""
_GOES_ON = re.compile("[\u200c\u200d\u1160-\u11ff\ud7b0-\ud7ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
"""Joiners, the later parts of a Korean syllable, shades and tags of an emoji."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


class Border(NamedTuple):
    """A place to cut: how many signs stand before it, and the code that is open there."""

    at: int
    fence: Fence | None


def best_border(text: str, longest: int) -> Border:
    """Give the best place within the second half of what fits into a message, closing line included."""
    best: dict[int, Border] = {}
    fence, start = None, 0
    for line in _LINES.finditer(text, 0, longest):
        before, fence, start = fence, _usable(after_line(fence, line[0]), longest), line.end()
        if start > longest // 2 and not (fence and (before is None or start + len(fence.closing) > longest)):
            best[_kind(text, line, fence)] = Border(start, fence)
    if best:
        return best[min(best)]
    return _within_line(text, start, fence, longest)


def _kind(text: str, line: re.Match[str], fence: Fence | None) -> int:
    if fence:
        return CODE
    return PARAGRAPH if _BLANK.fullmatch(line[0]) or _BLANK.match(text, line.end()) else LINE


def _usable(fence: Fence | None, longest: int) -> Fence | None:
    """Leave out what would leave no room for the code itself: all of a monstrous fence, or what is said beside it."""
    if fence is None or len(fence.closing) > longest // 8:
        return None
    return fence._replace(info="") if len(fence.info) > longest // 8 else fence


def _within_line(text: str, start: int, fence: Fence | None, longest: int) -> Border:
    """Cut a line that is longer than half a message."""
    room = longest
    while True:
        at = _sign(text, range(room, longest // 2, -1), in_code=fence is not None)
        within = _usable(after_line(fence, text[start:at]), longest)
        closed = len(f"\n{within.closing}") if within else 0
        if at + closed <= longest:
            return Border(at, within)
        room = longest - closed


def _sign(text: str, places: range, *, in_code: bool) -> int:
    """Give the last place behind a word, else between two signs, else any."""
    within_flags = {flag.start() + 1 for flag in _FLAG.finditer(text, 0, places.start + 1)}
    whole = [at for at in places if at not in within_flags and _whole(text, at, in_code=in_code)]
    return next((at for at in whole if text[at - 1].isspace()), whole[0] if whole else places[0])


def _whole(text: str, at: int, *, in_code: bool) -> bool:
    """Tell whether a place lies between two signs, of which the second means the same at the start of a line."""
    before, behind = text[at - 1], text[at]
    joined = before in "\u200d\\\r" or category(behind).startswith("M") or _GOES_ON.match(behind)
    return not joined and (in_code or behind not in _ACTS_AT_A_START)
