"""What a connection test says, over every transport."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.checkup import check_up
from airflow_provider_whop.api.errors import WhopForbidden, WhopUnauthorized
from airflow_provider_whop.emulator import WhopEmulator
from both import Client, Connect


def said(client: Client, company_id: str | None = "biz_emulator") -> str:
    return client.run(check_up(company_id, client.ask))


@pytest.mark.parametrize("company_id", ["biz_emulator", None])
def test_a_full_key_is_told_its_company(client: Client, company_id: str | None) -> None:
    assert "Connected to Emulator Inc. (biz_emulator), with all chat permissions." == said(client, company_id)


def test_missing_permissions_are_named(connect: Connect, whop: WhopEmulator) -> None:
    key = whop.add_key("some", without=("chat:moderate", "support_chat:read"))
    client = connect(key=key, base_url=whop.base_url)
    assert "Connected to Emulator Inc. (biz_emulator); the key lacks chat:moderate, support_chat:read." == said(client)


def test_a_key_that_may_not_read_its_own_company_is_still_told_its_rights(connect: Connect, whop: WhopEmulator) -> None:
    client = connect(key=whop.add_key("blind", without=("company:basic:read",)), base_url=whop.base_url)
    assert "Connected to biz_emulator, with all chat permissions." == said(client)
    assert "Whop knows this key; set company_id to see what it may do there." == said(client, None)


def test_a_company_that_the_key_does_not_reach_is_a_failure(client: Client) -> None:
    with pytest.raises(WhopForbidden, match="no chat permission on biz_other: check company_id"):
        said(client, "biz_other")


def test_where_rights_cannot_be_asked_for_a_read_proves_the_key(client: Client, whop: WhopEmulator) -> None:
    whop.misbehave("listPermissions", status=404)
    assert (
        said(client) == "Connected to Emulator Inc. (biz_emulator); which permissions the key has, Whop does not tell."
    )


@pytest.mark.parametrize("company_id", ["biz_emulator", None])
def test_a_wrong_key_is_a_failure(connect: Connect, whop: WhopEmulator, company_id: str | None) -> None:
    with pytest.raises(WhopUnauthorized, match="does not accept the API key"):
        said(connect(key="wrong", base_url=whop.base_url), company_id)


def test_nothing_is_written(client: Client, whop: WhopEmulator) -> None:
    said(client)
    assert {"GET"} == {entry.method for entry in whop.requests}
