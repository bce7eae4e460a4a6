"""The check that every exchange in these tests goes through can fail, and the OpenAPI files cover all there is."""

from __future__ import annotations

from time import time
from typing import Any

import pytest
import yaml

from airflow_provider_whop.emulator import contract
from airflow_provider_whop.emulator.operations import ROUTES
from airflow_provider_whop.emulator.request_log import Entry
from contract import hold


def entry(**changes: Any) -> Entry:
    usual = {
        "at": time(),
        "operation": "deleteMessage",
        "method": "DELETE",
        "path": "/api/v1/messages/post_1",
        "query": "",
        "headers": {},
        "key": "k",
        "body": b"",
        "status": 200,
        "answer": b"true",
    }
    return Entry(**{**usual, **changes})


def test_a_good_exchange_passes() -> None:
    hold(entry())


@pytest.mark.parametrize(
    "bad",
    [
        {"answer": b'"yes"'},
        {"answer": b'{"error": 7}', "status": 404},
        {"status": 418},
        {"path": "/api/v1/letters/1"},
        {"method": "PUT"},
        {"method": "GET", "path": "/api/v1/messages", "query": "", "answer": b'{"data":[],"page_info":{}}'},
        {"method": "GET", "path": "/api/v1/messages", "query": "channel_id=c&first=0"},
        {"method": "POST", "path": "/api/v1/messages", "body": b'{"channel_id":"c","content":7}', "fault": "bent"},
        {"method": "POST", "path": "/api/v1/messages", "body": b'{"content":"hi"}', "fault": "bent"},
        {
            "method": "POST",
            "path": "/api/v1/support_channels",
            "headers": {"api-version-date": "2026-10-15-1"},
            "body": b'{"company_id":"biz_1","user_id":"u"}',
            "fault": "bent",
        },
    ],
)
def test_a_bad_one_does_not(bad: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        hold(entry(**bad))


def described() -> set[tuple[str, str, str]]:
    return {
        (operation["operationId"], method.upper(), path)
        for file in (contract.CHAT, contract.BEYOND)
        for path, methods in yaml.safe_load(file.read_text())["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict)
    }


def test_the_emulator_serves_every_operation_and_no_other() -> None:
    served = {(route.operation_id or "", method, route.path) for route in ROUTES for method in route.methods}
    assert described() == served
