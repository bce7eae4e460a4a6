"""Misbehaviour on demand, as a stranger's client meets it, and the log that tells of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.faults import Fault, Script

Api = Callable[..., requests.Response]
POST = {"channel_id": "exp_lounge", "content": "hi"}


def post(api: Api) -> requests.Response:
    return api("POST", "/messages", json=POST)


@pytest.mark.parametrize("accepted", [False, True])
def test_a_status_comes_before_or_after_acceptance(api: Api, whop: WhopEmulator, accepted: bool) -> None:
    whop.misbehave("createMessage", status=503, accepted=accepted)
    assert 503 == post(api).status_code
    assert int(accepted) == len(whop.messages("exp_lounge"))


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize(
    ("fault", "lands"),
    [
        ({"cut": "headers"}, 0),
        ({"cut": "body"}, 0),
        ({"cut": "answer"}, 0),
        ({"cut": "answer", "accepted": True}, 1),
        ({"cut": "half", "accepted": True}, 1),
    ],
)
def test_a_connection_ends_where_it_was_told_to(
    api: Api, whop: WhopEmulator, fault: dict[str, Any], lands: int, reset: bool
) -> None:
    whop.misbehave("createMessage", reset=reset, **fault)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        post(api)
    assert lands == len(whop.messages("exp_lounge"))
    assert whop.requests[-1].accepted is bool(lands)


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"null"])
def test_an_answer_can_be_bent(api: Api, whop: WhopEmulator, body: bytes) -> None:
    whop.misbehave("createMessage", accepted=True, body=body, headers={"content-type": "text/odd"})
    answer = post(api)
    assert (200, body, "text/odd") == (answer.status_code, answer.content, answer.headers["content-type"])
    assert 1 == len(whop.messages("exp_lounge"))


def test_an_answer_can_be_late(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", accepted=True, wait_after=0.3)
    started = monotonic()
    assert 200 == post(api).status_code
    assert monotonic() - started >= 0.3


def test_a_request_can_be_accepted_after_its_client_has_gone(whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", accepted=True, wait_before=0.4)
    headers = {"Authorization": f"Bearer {whop.key}"}
    with pytest.raises(requests.ReadTimeout):
        requests.post(whop.base_url + "/messages", json=POST, headers=headers, timeout=0.1)
    assert whop.messages("exp_lounge") == []
    started = monotonic()
    while not whop.messages("exp_lounge") and monotonic() - started < 5:
        pass
    assert 1 == len(whop.messages("exp_lounge"))


def test_faults_happen_in_order_as_often_as_told_and_to_their_operation(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=500, times=2)
    whop.misbehave("createMessage", status=502)
    whop.misbehave("listMessages", status=503)
    assert [post(api).status_code for _ in range(4)] == [500, 500, 502, 200]
    assert [api("GET", "/messages?channel_id=exp_lounge").status_code for _ in range(2)] == [503, 200]


def test_a_fault_for_any_operation_hits_the_next_one(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave(status=500)
    assert [api("GET", "/accounts/me").status_code for _ in range(2)] == [500, 200]


def test_a_fault_hits_a_share_of_the_requests_and_is_counted_off_by_hits(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=503, chance=0.5, times=10)
    answers = [post(api).status_code for _ in range(100)]
    assert {200: 90, 503: 10} == dict(Counter(answers))


def test_what_a_fault_of_chance_spares_is_left_to_the_next(api: Api, whop: WhopEmulator) -> None:
    whop.misbehave("createMessage", status=503, chance=1e-9)
    whop.misbehave("createMessage", status=502)
    assert [502, 200] == [post(api).status_code for _ in range(2)]


def test_a_seed_makes_the_same_luck_again() -> None:
    def luck(seed: int) -> list[bool]:
        script = Script(seed)
        script.add(Fault(status=503, chance=0.5, times=100))
        return [script.take("createMessage") is not None for _ in range(20)]

    assert luck(1) == luck(1)
    assert luck(1) != luck(2)


@pytest.mark.parametrize("chance", [0, -0.1, 1.1])
def test_a_chance_is_a_share(whop: WhopEmulator, chance: float) -> None:
    with pytest.raises(ValueError, match="chance must be a share of the requests, above 0 and at most 1"):
        whop.misbehave(status=503, chance=chance)


def test_every_request_is_logged_with_what_became_of_it_and_without_the_key(api: Api, whop: WhopEmulator) -> None:
    post(api)
    whop.misbehave(status=500)
    api("GET", "/messages/post_1?x=1", key="someone_elses")
    first, second = whop.requests
    assert (
        first.operation,
        first.method,
        first.path,
        first.status,
    ) == ("createMessage", "POST", "/api/v1/messages", 200)
    assert (first.accepted, first.fault, first.key) == (True, None, "everything")
    assert b'"content": "hi"' in (first.body or b"")
    assert (
        second.operation,
        second.query,
        second.status,
        second.fault,
    ) == ("retrieveMessage", "x=1", 500, "500 before acceptance")
    assert "unknown" == second.key
    assert not any(key in repr(entry) for entry in whop.requests for key in (whop.key, "someone_elses"))


def test_a_reset_forgets_everything(api: Api, whop: WhopEmulator) -> None:
    post(api)
    whop.misbehave(status=500)
    whop.reset()
    assert (whop.messages("exp_lounge"), len(whop.requests)) == ([], 0)
    assert 200 == post(api).status_code


@pytest.mark.parametrize("fault", [{"wait_before": 0.1}, {"wait_after": 0.1}, {"headers": {"x-odd": "1"}}, {}])
def test_where_only_waits_and_headers_are_asked_for_the_request_lands(
    api: Api, whop: WhopEmulator, fault: dict[str, Any]
) -> None:
    whop.misbehave("createMessage", **fault)
    assert 200 == post(api).status_code
    assert 1 == len(whop.messages("exp_lounge"))


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ({"operation": "sendMessage"}, "operation must be one of .*createMessage"),
        ({"cut": "middle"}, "cut must be one of headers, body, answer, half"),
        ({"times": 0}, "times must be a whole number from 1 on"),
        ({"status": 42}, "status must be one from 200 to 599"),
        ({"body": "text"}, "body must be bytes"),
        ({"wait_after": -1}, "waits must be seconds"),
        ({"wait_before": float("nan")}, "waits must be seconds"),
        ({"headers": {"x": "a\r\nb"}}, "header 'x' cannot be sent"),
        ({"headers": {"x y": "a"}}, "header 'x y' cannot be sent"),
        ({"headers": {"Content-Length": "much"}}, "'content-length' must be a number"),
        ({"cut": "headers", "accepted": True}, "accepted is for a request that is not cut"),
        ({"reset": True}, "cut must be given too"),
    ],
)
def test_a_fault_that_could_not_happen_is_refused(whop: WhopEmulator, fault: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        whop.misbehave(**fault)
