"""Why no answer came, in words: the innermost cause of a library's exception, without its addresses and objects."""

from __future__ import annotations

import socket
import ssl

_WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "connection refused"),
    (ConnectionResetError, "connection reset"),
    (BrokenPipeError, "connection closed while sending"),
    (socket.gaierror, "host name not found"),
    (ssl.SSLCertVerificationError, "certificate not trusted"),
    (ssl.SSLError, "TLS handshake failed"),
)
_NAMES = {
    "TooLate": "it took too long until it could be sent",
    "ConnectTimeout": "no connection within the time-out",
    "ConnectTimeoutError": "no connection within the time-out",
    "ReadTimeout": "no answer within the time-out",
    "ReadTimeoutError": "no answer within the time-out",
    "WriteTimeout": "request not taken within the time-out",
    "PoolTimeout": "no free connection within the time-out",
    "ProxyError": "the proxy refused",
    "IncompleteRead": "the answer broke off",
    "RemoteDisconnected": "connection closed without an answer",
    "RemoteProtocolError": "connection closed without a whole answer",
    "DecodingError": "the answer cannot be decoded",
    "ContentDecodingError": "the answer cannot be decoded",
}


def reason(failed: BaseException) -> str:
    """Name the cause; for an unknown one, the exception's class."""
    chain = list(_chain(failed))
    for error in reversed(chain):
        if type(error).__name__ in _NAMES:
            return _NAMES[type(error).__name__]
        for kind, words in _WORDS:
            if isinstance(error, kind):
                return words
    return type(failed).__name__


def _chain(error: BaseException | None) -> list[BaseException]:
    """Follow causes, contexts and the exceptions that requests and urllib3 keep in their arguments."""
    found: list[BaseException] = []
    while isinstance(error, BaseException) and error not in found:
        found.append(error)
        inner = [arg for arg in error.args if isinstance(arg, BaseException)]
        error = next(iter(inner), None) or getattr(error, "reason", None) or error.__cause__ or error.__context__
    return found
