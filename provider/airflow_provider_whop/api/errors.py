"""The error tree: one class for each thing that a caller can do about it.

WhopError
├── WhopMisconfigured        the connection cannot be used as it is
│   └── WhopNoConnection     Airflow gave none
├── WhopInvalidArgument      refused before anything was sent
├── WhopUnreadableFile       a file to upload is not there, or not any more what it was
├── WhopUploadFailed         a file's bytes did not become a file at Whop
├── WhopUnreachable          no whole answer came
├── WhopAmbiguous            it cannot be told whether a message is posted, and posting it again might post it twice
├── WhopNotAllSent           of many messages, some are not sent; the others are
└── WhopAnswered             Whop, or something in its place, answered
    ├── WhopUnexpectedReply  an answer that is not the API's: a web page, a redirect, another shape
    ├── WhopBroken           5xx
    └── WhopRefused          4xx
        ├── WhopInvalid      400, 422
        ├── WhopUnauthorized 401
        ├── WhopForbidden    403, and a 400 that tells of a missing permission
        ├── WhopNotFound     404
        └── WhopRateLimited  429

``permanent`` says that asking again cannot help. No error ever carries the API key.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from airflow_provider_whop.api.printable import one_line

EMPTY: Mapping[Any, Any] = MappingProxyType({})


class WhopError(Exception):
    """Anything that went wrong between this provider and Whop; the text, one line, names the thing to fix."""

    permanent: bool = False

    def __init__(self, message: str = "") -> None:
        super().__init__(one_line(message))


class WhopMisconfigured(WhopError):
    """The Airflow connection cannot be used as it is."""

    permanent = True


class WhopNoConnection(WhopMisconfigured):
    """Airflow gave no such connection: there is none, or it could not be fetched just now; Airflow tells both alike."""

    permanent = False


class WhopInvalidArgument(WhopError):
    """An argument was refused before anything was sent; ``param`` is its name."""

    permanent = True

    def __init__(self, message: str, *, param: str = "") -> None:
        super().__init__(message)
        self.param = param


class WhopUnreadableFile(WhopError):
    """A file to upload cannot be read, or has changed while it was; a later try may find it."""


class WhopUploadFailed(WhopError):
    """A file's bytes did not become a file that can be attached; a later try uploads them again."""


class WhopUnreachable(WhopError):
    """No whole answer came; ``written`` tells whether the request may have been accepted all the same."""

    def __init__(self, message: str, *, written: bool = True) -> None:
        super().__init__(message)
        self.written = written


class WhopAmbiguous(WhopError):
    """
    It cannot be told whether a message is in its channel, so it was not sent again; a person has to look.

    ``candidates`` are the ids of the messages that may be the one.
    """

    permanent = True

    def __init__(self, message: str, *, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class WhopNotAllSent(WhopError):
    """
    Of many messages, some are not sent; the others are, and a later try of the task leaves those alone.

    ``sent`` are the messages, ``errors`` what became of the others, each by its number in the list, from 0. It is
    permanent where every error is.
    """

    def __init__(
        self, message: str, *, sent: Mapping[int, object] = EMPTY, errors: Mapping[int, WhopError] = EMPTY
    ) -> None:
        super().__init__(message)
        self.sent = dict(sent)
        self.errors = dict(errors)
        self.permanent = bool(errors) and all(error.permanent for error in errors.values())


class WhopAnswered(WhopError):
    """Whop, or something in its place, answered with this HTTP ``status``; ``request_id`` where it gave one."""

    def __init__(self, message: str, *, status: int = 0, request_id: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.request_id = request_id


class WhopUnexpectedReply(WhopAnswered):
    """The answer is not the API's: a web page, a redirect, no JSON, or JSON of another shape."""


class WhopBroken(WhopAnswered):
    """Whop failed on its side (5xx); a write may have been accepted all the same."""


class WhopRefused(WhopAnswered):
    """Whop refused the request (4xx); ``type``, ``code`` and ``param`` are its envelope's own words."""

    type: str | None = None
    code: str | None = None
    param: str | None = None


class WhopInvalid(WhopRefused):
    """The request was well sent and refused for what it says (400, 422)."""

    permanent = True


class WhopUnauthorized(WhopRefused):
    """The API key is not accepted (401)."""

    permanent = True


class WhopForbidden(WhopRefused):
    """The key lacks a right (403, or 400 with a telltale sentence); ``missing`` names the permissions told."""

    permanent = True

    def __init__(self, message: str, *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.missing = missing


class WhopNotFound(WhopRefused):
    """There is no such thing, or none that this key may see (404)."""

    permanent = True


class WhopRateLimited(WhopRefused):
    """Too many requests (429); ``retry_after`` is the wait that Whop asked for, in seconds, where it did."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
