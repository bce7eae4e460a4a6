"""Pushes: for one audience, from a key that acts for an app, kept in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]
WORDS = {"title": "Late", "content": "The report is late."}
DATED = {"Api-Version-Date": "2026-10-15-1"}


def test_what_was_pushed_can_be_seen_in_order(api: Api, whop: WhopEmulator) -> None:
    pushes = [
        {**WORDS, "experience_id": "exp_lounge", "user_ids": ["user_ada"]},
        {**WORDS, "company_id": "biz_emulator", "subtitle": "Today", "rest_path": "/reports"},
    ]
    assert [{"success": True}] * 2 == [api("POST", "/notifications", json=push).json() for push in pushes]
    assert pushes == whop.notifications()
    whop.reset()
    assert [] == whop.notifications()


@pytest.mark.parametrize("stopped", [False, True])
def test_what_is_done_to_what_was_given_out_changes_nothing(stopped: bool) -> None:
    with WhopEmulator() as whop:
        headers = {"Authorization": f"Bearer {whop.key}"}
        push = {**WORDS, "company_id": "biz_emulator"}
        requests.post(f"{whop.base_url}/notifications", json=push, headers=headers, timeout=5)
        if stopped:
            whop.stop()
        whop.notifications()[0].clear()
        assert [push] == whop.notifications()


@pytest.mark.parametrize(
    "audience", [{}, {"experience_id": "exp_lounge", "company_id": "biz_emulator"}, {"account_id": "biz_emulator"}]
)
def test_another_audience_than_one_is_refused(api: Api, whop: WhopEmulator, audience: dict[str, Any]) -> None:
    assert 400 == api("POST", "/notifications", json={**WORDS, **audience}).status_code
    assert [] == whop.notifications()


def test_a_dated_version_calls_the_company_an_account(api: Api) -> None:
    statuses = [
        api("POST", "/notifications", json={**WORDS, name: "biz_emulator"}, headers=DATED).status_code
        for name in ("account_id", "company_id")
    ]
    assert [200, 400] == statuses


@pytest.mark.parametrize("audience", [{"experience_id": "exp_nowhere"}, {"company_id": "biz_other"}])
def test_an_audience_that_the_key_does_not_see_is_not_found(api: Api, audience: dict[str, str]) -> None:
    assert 404 == api("POST", "/notifications", json={**WORDS, **audience}).status_code


def test_a_key_that_acts_for_no_app_is_refused(api: Api, whop: WhopEmulator) -> None:
    key = whop.add_key("company", acts_for_app=False)
    answer = api("POST", "/notifications", key=key, json={**WORDS, "company_id": "biz_emulator"})
    assert (403, "forbidden") == (answer.status_code, answer.json()["error"]["type"])
    assert "app API key" in answer.json()["error"]["message"]


def test_a_key_without_the_permission_is_refused(api: Api, whop: WhopEmulator) -> None:
    key = whop.add_key("mute", without=("notification:create",))
    answer = api("POST", "/notifications", key=key, json={**WORDS, "company_id": "biz_emulator"})
    assert (400, []) == (answer.status_code, whop.notifications())
    assert "`notification:create`" in answer.json()["error"]["message"]
