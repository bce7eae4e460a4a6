"""A call as a value: one API operation described, not sent. Refuses ids that would change its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Generic, Self
from urllib.parse import quote

from pydantic_core import to_json

from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.model import Body
from airflow_provider_whop.api.version import HEADER, company_names
from airflow_provider_whop.api.wire import R, Request

Query = tuple[tuple[str, str], ...]


class Repeat(Enum):
    """When a call may be made once more without anybody noticing."""

    FREELY = "it reads, or ends in the same state however often it is made"
    UNTIL_GONE = "it removes; once it may have been accepted, finding nothing is a success"
    GONE_IS_FINE = "it removes; finding nothing is a success, whoever removed it"
    IF_NOT_ACCEPTED = "only when the earlier one cannot have been accepted"


@dataclass(frozen=True, slots=True)
class Call(Generic[R]):
    """One operation: what to send, what comes back (``returns``), whether it may be repeated.

    ``about`` is the argument that Whop looks the thing up by, with its value, for "no such …" sentences.
    ``version`` overrides the connection's API version where an operation exists only in a later one.
    """

    operation: str
    method: str
    path: str
    returns: type[R]
    query: Query = ()
    body: Body | None = None
    about: tuple[str, str] | None = None
    repeat: Repeat = Repeat.FREELY
    version: str | None = None

    def request(self, version: str) -> Request:
        """Put the call into the words of one API version."""
        version = version if self.version is None else self.version
        headers = {HEADER: version} if version else {}
        body = None
        if self.body is not None:
            headers["Content-Type"] = "application/json"
            body = to_json(_company_named(self.body.sent(), version))
        query = tuple((name, value) for key, value in self.query for name in _names(key, version))
        return Request(self.operation, self.method, self.path, query, headers, body)

    def after(self, cursor: str) -> Self:
        """Give the same call for the page behind this cursor."""
        kept = tuple(pair for pair in self.query if pair[0] != "after")
        return replace(self, query=(*kept, ("after", cursor)))


def path(template: str, param: str, value: str) -> str:
    """Set an id into a path, so that no id can reach another operation."""
    text = an_id(param, value)
    if set(text) == {"."}:
        raise WhopInvalidArgument(f"{param} must be an id given by Whop.", param=param)
    return template.format(quote(text, safe=""))


def an_id(param: str, value: object) -> str:
    """Check an id: a text, not empty, that can be sent."""
    if not isinstance(value, str) or not value.strip() or not _sendable(value):
        raise WhopInvalidArgument(f"{param} must be an id given by Whop, not empty.", param=param)
    return value


def _sendable(text: str) -> bool:
    """Half a character (a lone surrogate) has no bytes."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def query(**parameters: str | int | bool | list[str] | None) -> Query:
    """Write query parameters; None is left out, a list repeats its name."""
    return tuple(
        (name, _text(value))
        for name, given in parameters.items()
        if given is not None
        for value in (given if isinstance(given, list) else [given])
    )


def _text(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _names(key: str, version: str) -> tuple[str, ...]:
    return company_names(version) if key == "company_id" else (key,)


def _company_named(body: Mapping[str, Any], version: str) -> dict[str, Any]:
    return {name: value for key, value in body.items() for name in _names(key, version)}
