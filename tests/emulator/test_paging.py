"""Cursors: opaque, stable while things come and go, and refused where they do not belong."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import Any

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.emulator.paging import PageQuery
from airflow_provider_whop.emulator.routes.support_channels import SupportFilter

Api = Callable[..., requests.Response]


def page(api: Api, **parameters: Any) -> tuple[list[str], dict[str, Any]]:
    answer = api("GET", "/messages", params={"channel_id": "exp_lounge", **parameters}).json()
    return [message["content"] for message in answer["data"]], answer["page_info"]


@pytest.fixture(autouse=True)
def _five(whop: WhopEmulator) -> None:
    for text in "12345":
        whop.team_writes("exp_lounge", text)


@pytest.mark.parametrize(("direction", "texts"), [("asc", "12345"), ("desc", "54321"), (None, "54321")])
def test_pages_follow_each_other_forwards(api: Api, direction: str | None, texts: str) -> None:
    first, info = page(api, direction=direction, first=2)
    second, more = page(api, direction=direction, first=2, after=info["end_cursor"])
    third, last = page(api, direction=direction, first=2, after=more["end_cursor"])
    assert list(texts) == first + second + third
    assert [(i["has_previous_page"], i["has_next_page"]) for i in (info, more, last)] == [
        (False, True),
        (True, True),
        (True, False),
    ]


def test_pages_follow_each_other_backwards(api: Api) -> None:
    end, info = page(api, direction="asc", last=2)
    before, more = page(api, direction="asc", last=2, before=info["start_cursor"])
    assert (end, before) == (["4", "5"], ["2", "3"])
    assert (more["has_previous_page"], more["has_next_page"]) == (True, True)


def test_a_page_between_two_cursors(api: Api) -> None:
    _, ends = page(api, direction="asc", first=5)
    between, _ = page(api, direction="asc", after=ends["start_cursor"], before=ends["end_cursor"])
    assert between == ["2", "3", "4"]


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_a_cursor_outlives_the_message_it_points_at(api: Api, whop: WhopEmulator, direction: str) -> None:
    texts, info = page(api, direction=direction, first=2)
    gone = [message for message in whop.messages("exp_lounge") if message["content"] == texts[-1]]
    api("DELETE", f"/messages/{gone[0]['id']}")
    rest, _ = page(api, direction=direction, after=info["end_cursor"])
    assert sorted("12345") == sorted(texts + rest)


def test_news_does_not_shift_the_pages_behind_a_cursor(api: Api, whop: WhopEmulator) -> None:
    _, info = page(api, direction="desc", first=2)
    whop.team_writes("exp_lounge", "6")
    assert page(api, direction="desc", after=info["end_cursor"])[0] == ["3", "2", "1"]


def test_messages_of_one_millisecond_keep_their_order(api: Api, whop: WhopEmulator) -> None:
    moment = whop.world.now()
    whop.world._now = lambda: moment
    for text in "abc":
        whop.team_writes("exp_lounge", text)
    first, info = page(api, direction="asc", first=6)
    assert ["a", *"bc"] == first[-1:] + page(api, direction="asc", after=info["end_cursor"])[0]


def test_a_page_has_a_usual_and_a_largest_size(api: Api, whop: WhopEmulator) -> None:
    whop.options.page_size, whop.options.largest_page = 2, 3
    assert (len(page(api)[0]), len(page(api, first=100)[0])) == (2, 3)


def test_a_raw_id_is_no_cursor(api: Api, whop: WhopEmulator) -> None:
    for wrong in (whop.messages("exp_lounge")[0]["id"], "", "WyJ4Il0", "7"):
        answer = api("GET", "/messages", params={"channel_id": "exp_lounge", "after": wrong})
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, "after")


def test_a_cursor_of_another_list_is_none(api: Api) -> None:
    _, info = page(api, first=1)
    answer = api("GET", "/messages", params={"channel_id": "exp_announcements", "after": info["end_cursor"]})
    assert 400 == answer.status_code


@pytest.mark.parametrize("wrong", [{"first": 0}, {"first": "x"}, {"last": -1}, {"direction": "up"}])
def test_a_wrong_parameter_is_refused_by_its_name(api: Api, wrong: dict[str, Any]) -> None:
    error = api("GET", "/messages", params={"channel_id": "exp_lounge", **wrong}).json()["error"]
    assert ("parameter_invalid", *wrong) == (error["code"], error["param"])


def test_the_last_of_the_first(api: Api) -> None:
    assert ["3", "4"] == page(api, direction="asc", first=4, last=2)[0]


def test_the_largest_size_bounds_the_last_as_well(api: Api, whop: WhopEmulator) -> None:
    whop.options.largest_page = 3
    assert ["3", "4", "5"] == page(api, direction="asc", last=100)[0]


@pytest.mark.parametrize("number", ["1_0", " 3", "+3", "3.0", "３", ""])
def test_a_number_is_written_in_digits(api: Api, number: str) -> None:
    answer = api("GET", "/messages", params={"channel_id": "exp_lounge", "first": number})
    assert (400, "first") == (answer.status_code, answer.json()["error"]["param"])


@pytest.mark.parametrize("filled", [PageQuery, SupportFilter])
def test_what_is_filled_from_a_query_can_be_read_by_an_old_fastapi(filled: type) -> None:
    annotations = [parameter.annotation for parameter in signature(filled).parameters.values()]
    assert [] == [annotation for annotation in annotations if isinstance(annotation, str)]
