"""The call that pushes, over every transport; and what is no push."""

from __future__ import annotations

import json
from typing import Any

import pytest

from airflow_provider_whop.api.errors import WhopBroken, WhopForbidden, WhopInvalidArgument, WhopNotFound
from airflow_provider_whop.api.notifications import NewNotification, create_notification
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect

LOUNGE = {"experience_id": "exp_lounge"}


def test_a_push_to_an_experience_is_taken(client: Client, whop: WhopEmulator) -> None:
    options = {**LOUNGE, "subtitle": "Today", "icon_user_id": "user_ada", "rest_path": "/reports", "user_ids": ["u"]}
    assert client.send(create_notification("Late", "The report is late.", **options)).success is True
    assert [{"title": "Late", "content": "The report is late.", **options}] == whop.notifications()


@pytest.mark.parametrize(
    ("version", "names"),
    [
        ("2025-01-01", {"company_id"}),
        ("2026-09-01", {"company_id", "account_id"}),
        ("2026-10-15-1", {"account_id"}),
        ("", {"company_id", "account_id"}),
    ],
)
def test_a_company_is_named_as_the_version_has_it(version: str, names: set[str]) -> None:
    request = create_notification("Late", "Look!", company_id="biz_emulator").request(version)
    assert names == set(json.loads(request.body or b"")) - {"title", "content"}


@pytest.mark.parametrize("version", ["2025-01-01", "2026-07-31", "2026-10-15-1", ""])
def test_a_push_to_a_company_is_taken_in_every_version(connect: Connect, whop: WhopEmulator, version: str) -> None:
    client = connect(key=whop.key, base_url=whop.base_url, version=version)
    assert client.send(create_notification("Late", "Look!", company_id="biz_emulator")).success is True
    assert 1 == len(whop.notifications())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "Give exactly one of experience_id and company_id."),
        ({**LOUNGE, "company_id": "biz_emulator"}, "Give exactly one of experience_id and company_id."),
        ({"experience_id": " "}, "experience_id: it is empty."),
        ({"company_id": ""}, "company_id: it is empty."),
        ({**LOUNGE, "user_ids": []}, "user_ids: it is empty."),
        ({**LOUNGE, "user_ids": ["user_ada", ""]}, "user_ids: it is empty."),
        ({**LOUNGE, "user_ids": ""}, "user_ids: it is empty."),
        ({**LOUNGE, "title": " "}, "title: it is empty."),
        ({**LOUNGE, "content": ""}, "content: it is empty."),
        ({**LOUNGE, "rest_path": 7}, "rest_path: Input should be a valid string."),
    ],
)
def test_what_is_no_push_to_one_audience_is_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WhopInvalidArgument) as refused:
        create_notification(**{"title": "Late", "content": "Look!", **options})
    assert sentence == str(refused.value)


def test_a_title_of_digits_stays_a_text_and_one_user_may_stand_alone() -> None:
    asked = NewNotification.of(title=404, content="Look!", user_ids="user_ada", **LOUNGE)
    assert ("404", ["user_ada"]) == (asked.title, asked.user_ids)


def test_one_that_may_have_been_taken_is_not_made_again(client: Client, whop: WhopEmulator) -> None:
    whop.misbehave("createNotification", status=500, accepted=True)
    with pytest.raises(WhopBroken):
        client.send(create_notification("Late", "Look!", **LOUNGE))
    assert 1 == len(whop.notifications()) == len(whop.requests)


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        ({"experience_id": "exp_nowhere"}, "Whop knows no experience_id 'exp_nowhere'"),
        ({"company_id": "biz_other"}, "Whop knows no company_id 'biz_other'"),
    ],
)
def test_an_audience_that_there_is_not_is_named(client: Client, audience: Any, sentence: str) -> None:
    with pytest.raises(WhopNotFound, match=sentence):
        client.send(create_notification("Late", "Look!", **audience))


def test_a_key_that_acts_for_no_app_is_told_so(connect: Connect, whop: WhopEmulator) -> None:
    client = connect(key=whop.add_key("company", acts_for_app=False), base_url=whop.base_url)
    with pytest.raises(WhopForbidden, match=r"may not do createNotification .*app API key"):
        client.send(create_notification("Late", "Look!", **LOUNGE))
