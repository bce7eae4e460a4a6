"""A file that is made of what is at hand, such as a text that is too long for a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class InMemory(NamedTuple):
    """A name and the bytes; keep large ones in a file."""

    name: str
    data: bytes
    label: str = "the file"

    def weigh(self) -> int:
        """Give the number of bytes."""
        return len(self.data)

    def pieces(self, start: int, length: int) -> Iterator[bytes]:
        """Give these bytes."""
        yield self.data[start : start + length]
