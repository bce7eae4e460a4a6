"""Who may come in, on every path: callers that name this machine, and no page from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests

from airflow_provider_whop.emulator import WhopEmulator

Api = Callable[..., requests.Response]

FOREIGN = ["evil.example", "127.0.0.1.evil.example", "[evil", "a@127.0.0.1", "127.0.0.1:x", "127.0.0.1:80:80", ""]


@pytest.mark.parametrize("path", ["/", "/live", "/static/page.css", "/api/v1/accounts/me", "/storage/file_1"])
@pytest.mark.parametrize("host", FOREIGN)
def test_a_foreign_or_malformed_host_is_turned_away(whop: WhopEmulator, path: str, host: str) -> None:
    assert 403 == requests.get(whop.url + path, headers={"Host": host}, timeout=5).status_code


@pytest.mark.parametrize("origin", [*(f"http://{host}" for host in FOREIGN), "null", "127.0.0.1", "http://[evil"])
def test_so_is_a_foreign_or_malformed_origin(api: Api, whop: WhopEmulator, origin: str) -> None:
    body = {"channel_id": "exp_lounge", "content": "hi"}
    assert 403 == api("POST", "/messages", json=body, headers={"Origin": origin}).status_code
    assert 403 == requests.get(whop.url, headers={"Origin": origin}, timeout=5).status_code
    assert [] == whop.messages("exp_lounge")


@pytest.mark.parametrize("host", ["localhost:8900", "LOCALHOST", "127.0.0.1", "127.8.9.10:1", "[::1]:8900"])
def test_every_name_of_this_machine_will_do(api: Api, host: str) -> None:
    assert 200 == api("GET", "/accounts/me", headers={"Host": host, "Origin": f"http://{host}"}).status_code


def test_where_others_may_call_the_api_the_page_stays_among_ourselves() -> None:
    with WhopEmulator(host="0.0.0.0", allow_remote=True) as whop:  # noqa: S104
        url = whop.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        headers = {"Host": "whop.internal", "Authorization": f"Bearer {whop.key}"}
        assert 200 == requests.get(f"{url}/api/v1/accounts/me", headers=headers, timeout=5).status_code
        assert 403 == requests.get(url, headers=headers, timeout=5).status_code
