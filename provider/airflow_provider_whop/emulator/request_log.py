"""Every request to the API or its storage, and what became of it. A key is kept by its label, never itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REMEMBERED = 10_000
LOGGED = 256 * 1024


@dataclass
class Entry:
    """
    One request: ``at`` in Unix seconds, ``peer`` the connection it came by.

    ``body`` is None where it was not read, ``status`` where no answer was sent, ``operation`` where there is none such.
    ``accepted`` says that it took effect, ``fault`` what was done to it. Of body and answer ``LOGGED`` bytes are kept.
    """

    at: float
    operation: str | None
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    key: str
    peer: str = ""
    body: bytes | None = None
    status: int | None = None
    answer: bytes = b""
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    accepted: bool = False
    fault: str | None = None


def told(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Make a log's headers of ASGI's, without the credential."""
    names = ((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in headers)
    return {name: "***" if name == "authorization" else value for name, value in names}


def secret_of(headers: list[tuple[bytes, bytes]]) -> str:
    """Read the credential that a request carries."""
    value = dict(headers).get(b"authorization", b"").decode("latin-1")
    return value.partition(" ")[2].strip()
