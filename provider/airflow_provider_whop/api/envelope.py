"""Whop's error envelope in every form seen: the documented object, null, a bare string, OAuth's, or none.

Source: the create-message reference and Whop's troubleshooting page (https://docs.whop.com/developer/troubleshooting).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from airflow_provider_whop.api.printable import shortened

LONGEST_BODY = 64 * 1024
_MISSING = re.compile(r"(?:missing|lacks?|requires?)\b.{0,40}\bpermissions?\b", re.IGNORECASE)
_PERMISSION = re.compile(r"\b[a-z][a-z_]*(?::[a-z_]+)+\b")


class Envelope(NamedTuple):
    """What an error answer says of itself; every part may be missing."""

    type: str | None = None
    message: str | None = None
    code: str | None = None
    param: str | None = None

    @property
    def tells_of_missing_permission(self) -> bool:
        """Whop mostly reports a missing permission as a 400 with such a sentence."""
        return bool(self.message and _MISSING.search(self.message))

    @property
    def permissions(self) -> tuple[str, ...]:
        """The permissions that the text names, such as ``chat:moderate``."""
        return tuple(dict.fromkeys(_PERMISSION.findall(self.message or "")))


Mask: TypeAlias = Callable[[str], str]


def open_envelope(body: bytes, mask: Mask = str) -> Envelope:
    """
    Read what can be read; never raises. An envelope is small: what is not, is none.

    :param mask: blanks the key out of every text, before any of it is cut.
    """
    if len(body) > LONGEST_BODY:
        return Envelope()
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return Envelope()
    if not isinstance(answer, dict):
        return Envelope()
    error = answer.get("error")
    if isinstance(error, dict):
        return _named(error, mask)
    if isinstance(error, str):
        return Envelope(message=_line(answer.get("error_description") or error, mask))
    return _named(answer, mask)


def _named(parts: dict[str, Any], mask: Mask) -> Envelope:
    return Envelope(**{name: _line(parts.get(name), mask) for name in ("type", "message", "code", "param")})


def _line(value: object, mask: Mask) -> str | None:
    """Make one short line of it: it ends up in logs."""
    return (shortened(mask(value)).strip() or None) if isinstance(value, str) else None
