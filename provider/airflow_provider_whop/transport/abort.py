"""An attempt that is given up is aborted: after a gentle close, the kernel may deliver its body at any later time."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from struct import pack
from typing import Any

AT_ONCE = pack("ii", 1, 0)


class given_up:  # noqa: N801  # reads as what it is in a with statement
    """
    Let a connection on which something fails, a time-out and a cancellation too, take back what it has not delivered.

    :param sock: gives the connection's socket.
    """

    def __init__(self, sock: Callable[[], Any]) -> None:
        self._sock = sock

    def __enter__(self) -> None:
        """Watch."""

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Abort where something failed."""
        if kind is not None:
            with suppress(OSError, AttributeError, TypeError):  # there is none any more, or none that can be told
                _told(self._sock())


def aborted(sock: Any) -> None:
    """Do the same from another thread, and wake the one that waits for it."""
    with suppress(OSError):
        _told(sock)
        socket.socket.shutdown(sock, socket.SHUT_RDWR)  # TLS's own would take the ground from under that thread


def _told(sock: Any) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
