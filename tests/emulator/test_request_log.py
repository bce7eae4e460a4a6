"""The log tells of everything that came to the API, and whether it took effect."""

from __future__ import annotations

from collections.abc import Callable

import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.request_log import LOGGED

Api = Callable[..., requests.Response]


def test_unknown_places_and_methods_are_logged_too(api: Api, whop: WhopEmulator) -> None:
    api("GET", "/nowhere")
    api("PUT", "/messages")
    assert [(None, "/api/v1/nowhere", 404), (None, "/api/v1/messages", 405)] == [
        (entry.operation, entry.path, entry.status) for entry in whop.requests
    ]


def test_what_is_for_the_page_is_not(whop: WhopEmulator) -> None:
    requests.get(whop.url, timeout=5)
    requests.get(whop.url + "/api/v1elsewhere", timeout=5)
    assert [] == whop.requests


def test_a_fault_waits_for_an_operation(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(status=503)
    assert [404, 503] == [api("GET", path).status_code for path in ("/nowhere", "/accounts/me")]


def test_what_was_refused_was_not_accepted(api: Api, whop: WhopEmulator) -> None:
    api("GET", "/accounts/me", key="wrong")
    api("GET", "/messages/post_nowhere")
    api("GET", "/accounts/me")
    assert [(401, False), (404, False), (200, True)] == [(entry.status, entry.accepted) for entry in whop.requests]


def test_keys_have_labels_that_tell_them_apart(api: Api, whop: WhopEmulator) -> None:
    for key in (whop.add_key("one"), whop.add_key("two"), whop.add_key("three", label="intern")):
        api("GET", "/accounts/me", key=key)
    assert ["added 1", "added 2", "intern"] == [entry.key for entry in whop.requests]


def test_the_list_of_requests_is_ones_own(api: Api, whop: WhopEmulator) -> None:
    before = whop.requests
    api("GET", "/accounts/me")
    assert (0, 1) == (len(before), len(whop.requests))


def test_the_list_of_requests_can_be_started_afresh(api: Api, whop: WhopEmulator) -> None:
    api("GET", "/accounts/me")
    whop.forget_requests()
    assert [] == whop.requests


def test_of_a_long_body_the_beginning_is_kept(api: Api, whop: WhopEmulator) -> None:
    api("POST", "/messages", json={"channel_id": "exp_lounge", "content": "x" * LOGGED})
    assert LOGGED == len(whop.requests[0].body or b"") == len(whop.requests[0].answer)
