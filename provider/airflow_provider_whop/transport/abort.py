"""An attempt that is given up is aborted: after a gentle close, the kernel may deliver its body at any later time."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from struct import pack
from typing import Any

AT_ONCE = pack("ii", 1, 0)


@contextmanager
def given_up(sock: Callable[[], Any]) -> Iterator[None]:
    """
    Let a connection on which something fails, a time-out and a cancellation too, take back what it has not delivered.

    :param sock: gives the connection's socket.
    """
    try:
        yield
    except BaseException:
        with suppress(OSError, AttributeError, TypeError):  # there is none any more, or none that can be told
            sock().setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        raise
