"""Half characters (lone surrogates) in JSON, which no reader takes: one in a text would make a page unreadable."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import from_json

_HIGH, _LOW = rb"u[dD][89abAB][0-9a-fA-F]{2}", rb"u[dD][c-fC-F][0-9a-fA-F]{2}"
_ESCAPE = re.compile(rb"\\(?:(%s\\%s)|(%s|%s)|.)" % (_HIGH, _LOW, _HIGH, _LOW), re.DOTALL)


def read_json(body: bytes) -> Any:
    """
    Read JSON; a half character in it becomes the sign for one that is not known.

    :raises ValueError: it is none.
    """
    try:
        return from_json(body)
    except ValueError:
        mended = _ESCAPE.sub(lambda found: rb"\ufffd" if found[2] else found[0], body)
        if mended == body:
            raise
        return from_json(mended)
