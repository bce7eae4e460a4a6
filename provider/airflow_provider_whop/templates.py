"""A filter for templates: a customer's text, in which no Markdown acts and nobody is called by a mention.

Give it to a DAG, ``DAG(user_defined_filters=FILTERS)``, and write ``{{ text | defused }}``; or call ``defused``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Signs that nobody sees: they turn the order of letters around, or make a text look like another."""
_ACTS_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~&$])")
_ACTS_AT_A_START = re.compile(r"^( *)([#+=\-:]|\d+(?=[.)]))", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]*\t[ \t]*|^ {4,}", re.MULTILINE)
_MENTION = re.compile("([@\uff20\ufe6b])")
_LINK = re.compile(r"(https?|ftp|mailto|xmpp)(?=:)|www(?=\.)", re.IGNORECASE)
BREAK = "\u200b"
"""A space of no width: behind an ``@``, what follows is no name."""


def defused(text: object) -> str:
    """
    Write a text so that Whop shows its letters and does nothing else with them.

    Markdown signs get a backslash, each ``@`` a space of no width behind it (``@everyone`` calls nobody), and so do the
    beginnings of links, which then are no links; invisible signs and deep indents go. Use it once for each text.
    """
    lines = "\n".join(("" if text is None else str(text)).splitlines())
    shown = _INDENT.sub("   ", _INVISIBLE.sub("", lines))
    quoted = _ACTS_AT_A_START.sub(_escaped_start, _ACTS_ANYWHERE.sub(r"\\\1", shown))
    return _LINK.sub(rf"\g<0>{BREAK}", _MENTION.sub(rf"\1{BREAK}", quoted))


def _escaped_start(found: re.Match[str]) -> str:
    """Escape the sign that begins a line; of a number, the full stop behind it."""
    indent, sign = found.groups()
    return f"{indent}{sign}\\" if sign.isdigit() else f"{indent}\\{sign}"


FILTERS: dict[str, Callable[[Any], str]] = {"defused": defused}
