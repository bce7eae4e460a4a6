"""What an API version changes on the wire."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.channels import list_chat_channels
from airflow_provider_whop.api.files import create_file
from airflow_provider_whop.api.messages import retrieve_message
from airflow_provider_whop.api.support_channels import create_support_channel


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2025-01-01", (("company_id", "biz_1"),)),
        ("2026-07-08-1", (("company_id", "biz_1"),)),
        ("2026-08-14", (("company_id", "biz_1"), ("account_id", "biz_1"))),
        ("2026-10-15-1", (("account_id", "biz_1"),)),
        ("2026-11-17", (("account_id", "biz_1"),)),
        ("", (("company_id", "biz_1"), ("account_id", "biz_1"))),
    ],
)
def test_a_company_goes_under_the_name_that_its_version_knows(version: str, expected: object) -> None:
    assert expected == list_chat_channels("biz_1").request(version).query


def test_a_company_in_a_body_does_too() -> None:
    call = create_support_channel("biz_1", "user_1")
    assert call.request("2025-01-01").body == b'{"company_id":"biz_1","user_id":"user_1"}'
    assert call.request("2026-10-15-1").body == b'{"account_id":"biz_1","user_id":"user_1"}'


def test_the_version_is_sent_unless_it_is_empty() -> None:
    assert retrieve_message("post_1").request("2025-01-01").headers == {"Api-Version-Date": "2025-01-01"}
    assert retrieve_message("post_1").request("").headers == {}


def test_file_calls_ask_for_the_version_that_has_them() -> None:
    assert "2026-08-21-1" == create_file("a.txt").request("2025-01-01").headers["Api-Version-Date"]
    assert "2026-11-07" == create_file("a.txt", version="2026-11-07").request("2025-01-01").headers["Api-Version-Date"]
