"""Holds what the provider and the emulator said to each other against the two OpenAPI files."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.paths.exceptions import PathError
from openapi_core.testing import MockRequest, MockResponse

from airflow_provider_whop.emulator.contract import BEYOND, CHAT
from airflow_provider_whop.emulator.request_log import Entry

HOST = "https://api.whop.com"


def hold_to_contract(entries: Iterable[Entry]) -> None:
    """Fail on the first request of ours, or answer to one, that the OpenAPI files do not describe."""
    for entry in entries:
        if entry.headers.get("user-agent", "").startswith("airflow-provider-whop/") and entry.body is not None:
            hold(entry)


def hold(entry: Entry) -> None:
    """Check one exchange: against the second file first where it is dated, or where only that one knows it."""
    dated = entry.headers.get("api-version-date", "") > "2026-07-08-1"
    for file in (BEYOND, CHAT) if dated else (CHAT, BEYOND):
        try:
            return _check(_opened(file), entry)
        except PathError:
            continue
        except OpenAPIError as error:
            raise AssertionError(f"{entry.operation} breaks {file.name}: {error!r} {error.__cause__!r}") from error
    raise AssertionError(f"No OpenAPI file knows {entry.method} {entry.path}")


def _check(described: OpenAPI, entry: Entry) -> None:
    """Check the request, and the answer where no fault has bent it."""
    request = MockRequest(
        HOST,
        entry.method.lower(),
        entry.path,
        args=parse_qs(entry.query, keep_blank_values=True),
        headers={"Authorization": "Bearer x"},
        data=entry.body or None,
    )
    described.validate_request(request)
    if entry.fault is None and entry.status is not None:
        described.validate_response(request, _response(entry))


def _response(entry: Entry) -> MockResponse:
    return MockResponse(entry.answer, status_code=entry.status or 0, content_type="application/json")


@cache
def _opened(file: Path) -> OpenAPI:
    return OpenAPI.from_file_path(str(file))
