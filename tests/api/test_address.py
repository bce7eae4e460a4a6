"""Where the API is, and where its key may go."""

from __future__ import annotations

import pytest

from airflow_provider_whop.api.address import base_url, channel_page, storage_address
from airflow_provider_whop.api.errors import WhopMisconfigured, WhopUploadFailed


@pytest.mark.parametrize(
    ("environment", "expected"),
    [("production", "https://api.whop.com/api/v1"), ("sandbox", "https://sandbox-api.whop.com/api/v1")],
)
def test_an_empty_host_means_whops_own(environment: str, expected: str) -> None:
    assert expected == base_url("", environment)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("https://whop.example", "https://whop.example/api/v1"),
        ("https://whop.example/", "https://whop.example/api/v1"),
        ("https://whop.example/other/v2/", "https://whop.example/other/v2"),
        ("whop.example", "https://whop.example/api/v1"),
        ("whop.example:8443", "https://whop.example:8443/api/v1"),
        ("http://127.0.0.1:8900", "http://127.0.0.1:8900/api/v1"),
        ("127.0.0.1:8900", "http://127.0.0.1:8900/api/v1"),
        ("localhost:8900", "http://localhost:8900/api/v1"),
        ("http://[::1]:8900", "http://[::1]:8900/api/v1"),
        ("https://localhost", "https://localhost/api/v1"),
    ],
)
def test_a_host_is_completed_to_an_address(host: str, expected: str) -> None:
    assert expected == base_url(host, "production")


@pytest.mark.parametrize("host", ["http://whop.example", "http://10.0.0.7:8900", "http://localhost.evil.example"])
def test_the_key_never_leaves_this_machine_unencrypted(host: str) -> None:
    with pytest.raises(WhopMisconfigured, match=r"unencrypted to http://.*allow_http"):
        base_url(host, "production")


def test_allow_http_lifts_that_rule() -> None:
    assert "http://whop.example/api/v1" == base_url("http://whop.example", "production", allow_http=True)


@pytest.mark.parametrize(
    "host",
    [
        "ftp://whop.example",
        "https://",
        "https://whop.example:port",
        "https://k@whop.example",
        "https://:k@whop.example",
        "https://@whop.example",
        "http://[::1].evil.example",
        "https://whop..example",
        f"https://{'w' * 64}.example",
        "https://whop\x00.example",
        "https://whop .example",
        "https://whop.example?key=1",
        "https://whop.example/pr\u00fcf",
        "https://whop.example/a b",
    ],
)
def test_a_host_that_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(WhopMisconfigured, match="The host of this connection is no address"):
        base_url(host, "production")


def test_an_unknown_environment_is_refused_by_its_name() -> None:
    with pytest.raises(WhopMisconfigured, match="'staging'; it must be production or sandbox"):
        base_url("", "staging")


@pytest.mark.parametrize(
    ("base", "pattern", "channel_id", "expected"),
    [
        ("https://api.whop.com/api/v1", None, "exp_1", None),
        ("https://api.whop.com/api/v1", "https://w.example/{channel_id}/app", "exp_1", "https://w.example/exp_1/app"),
        ("https://api.whop.com/api/v1", "https://w.example/{channel_id}", "../x?y", "https://w.example/..%2Fx%3Fy"),
        ("http://127.0.0.1:8900/api/v1", None, "exp_1", "http://127.0.0.1:8900/#exp_1"),
        ("http://[::1]:8900/api/v1", None, "exp_1", "http://[::1]:8900/#exp_1"),
        ("http://127.0.0.1:8900/api/v1", "https://w.example/{channel_id}", "exp_1", "https://w.example/exp_1"),
        ("http://whop.example:8900/api/v1", None, "exp_1", None),
    ],
)
def test_the_page_of_a_channel_is_the_connections_or_the_emulators(
    base: str, pattern: str | None, channel_id: str, expected: str | None
) -> None:
    assert expected == channel_page(base, pattern, channel_id)


HERE = ["127.0.0.1", "localhost", "localhost.", "me.localhost", "127.1", "2130706433", "0x7f.1", "[::]", "[::1]"]


@pytest.mark.parametrize("host", [*HERE, "[::ffff:127.0.0.1]"])
def test_bytes_go_to_this_machine_only_where_the_api_is_here(host: str) -> None:
    for scheme in ("http", "https"):
        assert f"{scheme}://{host}/x" == storage_address(f"{scheme}://{host}/x", "http://127.0.0.1:9/api/v1")
        for api in ("https://api.whop.com/api/v1", "http://10.0.0.1/api/v1"):
            with pytest.raises(WhopUploadFailed, match="not on this machine unless Whop's API is"):
                storage_address(f"{scheme}://{host}/x", api)


@pytest.mark.parametrize(
    "url",
    ["https://storage.example/a?b=c", "https://10.0.0.1:8443/a", "https://[2001:db8::1]/a", "https://storage.example"],
)
def test_bytes_go_to_https_anywhere_else(url: str) -> None:
    assert url == storage_address(url, "https://api.whop.com/api/v1")


@pytest.mark.parametrize(
    "url",
    [
        "http://storage.example/a",
        "ftp://storage.example/a",
        "https://user:pass@storage.example/a",
        "https:///a",
        "https://storage.example:x/a",
        "https://storage.example/a b",
        "https://störage.example/a",
        "//storage.example/a",
        "/a",
        "",
    ],
)
def test_bytes_go_nowhere_else(url: str) -> None:
    with pytest.raises(WhopUploadFailed, match="address for the file's bytes to which nothing is sent"):
        storage_address(url, "https://api.whop.com/api/v1")


def test_where_the_key_may_go_in_the_clear_the_bytes_may_too() -> None:
    assert "http://storage.example/a" == storage_address("http://storage.example/a", "http://10.0.0.1/api/v1")
