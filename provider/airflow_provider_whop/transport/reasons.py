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
    (ssl.SSLEOFError, "connection closed"),
    (ssl.SSLZeroReturnError, "connection closed"),
    (ssl.SSLError, "TLS failed"),
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
    "GivenUp": "it was given up",
    "Unasked": "an answer came before its request",
    "IncompleteRead": "the answer broke off",
    "RemoteDisconnected": "connection closed without an answer",
    "RemoteProtocolError": "connection closed without a whole answer",
    "DecodingError": "the answer cannot be decoded",
    "ContentDecodingError": "the answer cannot be decoded",
}


# what a library makes of a cause; said only where the cause itself says nothing better
_VAGUE = {
    "TimeoutError": "no answer within the time-out",
    "InvalidHeader": "the answer's head cannot be read",
    "HTTPException": "the answer's head cannot be read",
    "LineTooLong": "the answer's head cannot be read",
    "BadStatusLine": "the answer's head cannot be read",
    "UnknownProtocol": "the answer's head cannot be read",
    "InvalidURL": "the address cannot be used",
    "LocationParseError": "the address cannot be used",
    "ChunkedEncodingError": "the answer broke off",
    "ProtocolError": "the connection broke off",
    "ReadError": "the connection broke off",
    "ValueError": "the answer cannot be read",
}
_NOT_CONNECTED = {"ConnectError", "ConnectTimeout", "ConnectTimeoutError", "NewConnectionError", "NameResolutionError"}


def never_connected(failed: BaseException) -> bool:
    """Tell whether there was not even a connection."""
    return any(type(error).__name__ in _NOT_CONNECTED for error in _chain(failed))


def reason(failed: BaseException) -> str:
    """Name the cause; for an unknown one, the exception's class."""
    chain = list(reversed(_chain(failed)))
    exact = next((words for words in map(_exact, chain) if words), None)
    vague = (_VAGUE[type(error).__name__] for error in chain if type(error).__name__ in _VAGUE)
    return exact or next(vague, type(failed).__name__)


def _exact(error: BaseException) -> str | None:
    if isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError):
        return None  # TLS over an event loop waits by them: they are below every time-out
    by_class = (words for kind, words in _WORDS if isinstance(error, kind))
    return _NAMES.get(type(error).__name__) or next(by_class, None)


def _chain(error: BaseException | None) -> list[BaseException]:
    """Follow causes, contexts and the exceptions that requests and urllib3 keep in their arguments."""
    found: list[BaseException] = []
    while isinstance(error, BaseException) and error not in found:
        found.append(error)
        inner = [arg for arg in error.args if isinstance(arg, BaseException)]
        error = next(iter(inner), None) or getattr(error, "reason", None) or error.__cause__ or error.__context__
    return found
