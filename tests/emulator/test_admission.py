"""Who is let in: keys, versions, permissions, limits."""

from __future__ import annotations

from collections.abc import Callable
from time import sleep

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.contract import permissions
from airflow_provider_whop.emulator.versions import KNOWN

Api = Callable[..., requests.Response]
POST = {"channel_id": "exp_lounge", "content": "hi"}


@pytest.mark.parametrize("key", [None, "", "wrong", "whop_emulator_key2"])
def test_a_request_without_a_known_key_is_unauthorized(api: Api, key: str | None) -> None:
    answer = api("POST", "/messages", key=key, json=POST)
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "unauthorized")


def test_another_scheme_than_bearer_is_unauthorized(api: Api, whop: WhopEmulator) -> None:
    answer = api("GET", "/accounts/me", key=None, headers={"Authorization": f"Basic {whop.key}"})
    assert 401 == answer.status_code


@pytest.mark.parametrize("status", [400, 403])
def test_a_missing_permission_is_told_by_its_name(api: Api, whop: WhopEmulator, status: int) -> None:
    whop.options.missing_permission_status = status
    key = whop.add_key("reader", without=("chat:moderate",))
    answer = api("PATCH", "/chat_channels/exp_lounge", key=key, json={"ban_urls": True})
    assert status == answer.status_code
    assert "Actor is missing all required permissions: `chat:moderate`" == answer.json()["error"]["message"]


def test_any_of_an_operations_permissions_will_do(api: Api, whop: WhopEmulator) -> None:
    ways = {scope for way in permissions()["createMessage"] for scope in way}
    some = whop.add_key("some", without=tuple(ways - {"support_chat:message:create"}))
    none = whop.add_key("none", without=tuple(ways))
    assert 200 == api("POST", "/messages", key=some, json=POST).status_code
    assert 400 == api("POST", "/messages", key=none, json=POST).status_code


def test_permissions_that_belong_together_are_needed_together(api: Api, whop: WhopEmulator) -> None:
    id = whop.team_writes("exp_lounge", "hi")["id"]
    reading = {scope for way in permissions()["deleteMessage"] for scope in way if scope.endswith("read")}
    assert 400 == api("DELETE", f"/messages/{id}", key=whop.add_key("writer", without=tuple(reading))).status_code


def test_an_unknown_version_is_refused_with_the_known_ones(api: Api) -> None:
    answer = api("GET", "/accounts/me", headers={"Api-Version-Date": "2024-01-01"})
    assert 400 == answer.status_code
    assert all(version in answer.json()["error"]["message"] for version in KNOWN)


def test_all_versions_that_were_found_are_known() -> None:
    assert 72 == len(KNOWN)
    assert {"2025-01-01", "2026-07-08-1", "2026-09-22-4", "2026-10-15-1", "2026-11-17"} <= KNOWN


@pytest.mark.parametrize(
    ("version", "stored", "name"),
    [
        (None, None, "company_id"),
        ("2025-01-01", "2026-10-15-1", "company_id"),
        ("2026-10-15-1", None, "account_id"),
        (None, "2026-10-15-1", "account_id"),
    ],
)
def test_the_header_goes_before_the_keys_own_version(
    api: Api, whop: WhopEmulator, version: str | None, stored: str | None, name: str
) -> None:
    key = whop.add_key("pinned", api_version_date=stored)
    headers = {"Api-Version-Date": version} if version else {}
    other = {"company_id": "account_id", "account_id": "company_id"}[name]
    assert 200 == api("GET", "/chat_channels", key=key, headers=headers, params={name: "biz_emulator"}).status_code
    answer = api("GET", "/chat_channels", key=key, headers=headers, params={other: "biz_emulator"})
    assert (400, "parameter_missing", name) == (
        answer.status_code,
        answer.json()["error"]["code"],
        answer.json()["error"]["param"],
    )


def test_a_key_reaches_no_other_company(api: Api) -> None:
    assert 404 == api("GET", "/chat_channels", params={"company_id": "biz_other"}).status_code


def test_each_operation_has_its_own_limit_and_tells_the_wait(api: Api, whop: WhopEmulator) -> None:
    whop.options.rate_limit = 2
    assert [api("POST", "/messages", json=POST).status_code for _ in range(3)] == [200, 200, 429]
    assert 200 == api("GET", "/accounts/me").status_code
    answer = api("POST", "/messages", json=POST)
    assert (
        answer.json()["error"]["type"],
        answer.json()["error"]["message"],
    ) == ("rate_limit_exceeded", "Try again in 30 seconds.")
    assert "retry-after" not in answer.headers
    assert 200 == api("POST", "/messages", key=whop.add_key("other"), json=POST).status_code


def test_a_limit_of_none_limits_nothing(api: Api, whop: WhopEmulator) -> None:
    whop.options.rate_limit = 0
    assert {200} == {api("GET", "/accounts/me").status_code for _ in range(20)}


def test_rights_are_told_for_the_company_of_the_key_alone(api: Api, whop: WhopEmulator) -> None:
    key = whop.add_key("some", without=("chat:moderate",))
    asked = {"resource_id": "biz_emulator", "actions": "chat:read,chat:moderate,made:up"}
    told = api("GET", "/permissions", key=key, params=asked).json()["data"]
    assert [(t["action"], t["granted"]) for t in told] == [
        ("chat:read", True),
        ("chat:moderate", False),
        ("made:up", False),
    ]
    foreign = api("GET", "/permissions", key=key, params={"resource_id": "biz_other"}).json()["data"]
    assert {False} == {grant["granted"] for grant in foreign}


def test_a_limit_refills_over_the_minute(api: Api, whop: WhopEmulator) -> None:
    whop.options.rate_limit = 1
    assert [200, 429] == [api("GET", "/accounts/me").status_code for _ in range(2)]
    whop.options.rate_limit = 6000
    sleep(0.1)
    assert 200 == api("GET", "/accounts/me").status_code


def test_a_limit_below_one_a_minute_lets_the_first_one_in(api: Api, whop: WhopEmulator) -> None:
    whop.options.rate_limit = 0.5
    assert 200 == api("GET", "/accounts/me").status_code
    assert "Try again in 120 seconds." == api("GET", "/accounts/me").json()["error"]["message"]


def test_a_reset_gives_back_what_the_limit_took(api: Api, whop: WhopEmulator) -> None:
    whop.options.rate_limit = 1
    api("GET", "/accounts/me")
    whop.reset()
    assert 200 == api("GET", "/accounts/me").status_code


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"content": NaN'])
def test_nonsense_is_told_only_to_a_known_key(api: Api, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    assert 401 == api("POST", "/messages", key=None, data=body, headers=headers).status_code
    assert "invalid_json" == api("POST", "/messages", data=body, headers=headers).json()["error"]["code"]
