"""What the API refuses, raised where the rule is and put into Whop's envelope at the edge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_USUAL = {
    400: ("invalid_request_error", "The request is invalid"),
    401: ("unauthorized", "The API key is missing or wrong"),
    403: ("forbidden", "Not allowed for this credential"),
    404: ("not_found", "There is no such thing"),
    409: ("conflict", "Another request is in the way"),
    413: ("invalid_request_error", "The body is too large"),
    429: ("rate_limit_exceeded", "Too many requests"),
}


class Refused(Exception):  # it is an answer, not a failure
    """An answer that is no success."""

    def __init__(
        self,
        status: int,
        type: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.envelope = envelope(type, message, code=code, param=param)


def envelope(type: str, message: str, *, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    """Write the documented error object; what is None is left out."""
    error = {"type": type, "message": message, "code": code, "param": param}
    return {"error": {key: value for key, value in error.items() if value is not None}}


def of_status(status: int) -> dict[str, Any]:
    """Write what usually comes with an error status; 422 asks for a verification and explains nothing."""
    if status == 422:
        return {"error": None}
    other = ("internal_server_error", "Something went wrong") if status >= 500 else _USUAL[400]
    return envelope(*_USUAL.get(status, other))


def missing(param: str) -> Refused:
    """A parameter that has to be there is not."""
    message = f"{param} is required"
    return Refused(400, "invalid_request_error", message, code="parameter_missing", param=param)


def invalid(param: str, message: str) -> Refused:
    """A parameter has a value that cannot be."""
    return Refused(400, "invalid_request_error", message, code="parameter_invalid", param=param)


def against_the_rules(message: str) -> Refused:
    """A channel's own settings forbid the post."""
    return Refused(400, "invalid_request_error", message)


def unauthorized() -> Refused:
    """No key, or one that nobody knows."""
    return Refused(401, "unauthorized", "The API key is missing or wrong")


def forbidden(message: str = "Not allowed for this credential") -> Refused:
    """The key is known and may not do this to that thing."""
    return Refused(403, "forbidden", message)


def lacking(permissions: Iterable[str], status: int) -> Refused:
    """The key lacks a permission; Whop mostly says so with a 400."""
    type_ = "forbidden" if status == 403 else "invalid_request_error"
    scopes = ", ".join(f"`{permission}`" for permission in permissions)
    return Refused(status, type_, f"Actor is missing all required permissions: {scopes}")


def not_found(what: str) -> Refused:
    """There is no such thing, or none that this key may see."""
    return Refused(404, "not_found", f"{what} was not found")


def too_many(seconds: int) -> Refused:
    """The rate limit is used up; the wait stands in the text alone, as Whop has it."""
    return Refused(429, "rate_limit_exceeded", f"Try again in {seconds} seconds.")
