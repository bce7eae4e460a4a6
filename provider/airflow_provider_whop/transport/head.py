"""A request's head, held back until its body is there: one call into the kernel, and one TLS record, for both."""

from __future__ import annotations


class Head:
    """One connection's; it begins with the first that is written after something was read."""

    def __init__(self) -> None:
        self._expected = True
        self._held = b""

    def before(self, written: bytes) -> bytes:
        """Give what is to leave now that this is written: nothing, where it is a head."""
        if self._expected:
            self._expected, self._held = False, written
            return b""
        held, self._held = self._held, b""
        return held + written if held else written

    def over(self) -> None:
        """Tell that the answer is read: what is written then is the next request."""
        self._expected = True

    @property
    def unread(self) -> bool:
        """Tell whether nothing was read since this request was written."""
        return not self._expected
