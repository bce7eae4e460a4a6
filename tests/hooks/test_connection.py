"""From an Airflow connection's fields to settings, in its JSON and URI forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import BaseHook, Connection

from airflow_provider_whop.api.errors import WhopMisconfigured
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.hooks.connection import MENDED_BY, Extra, settings_of


def read(connection: Connection) -> Settings:
    return settings_of(connection, connection.extra_dejson, "connection 'c'")


def made(**extra: Any) -> Settings:
    return read(Connection(conn_id="c", conn_type="whop", password="k1", extra=json.dumps(extra)))


@pytest.fixture
def from_uri(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Settings]:
    """Read an address in the environment, which is where all Airflows take one."""

    def settings(uri: str) -> Settings:
        monkeypatch.setenv("AIRFLOW_CONN_C", uri)
        return read(BaseHook.get_connection("c"))

    return settings


def test_a_key_alone_is_enough() -> None:
    settings = read(Connection(conn_id="c", conn_type="whop", password=" k1\n"))
    assert (settings.key, settings.base_url, settings.version) == ("k1", "https://api.whop.com/api/v1", "2025-01-01")
    assert (settings.timeout, settings.max_retries, settings.company_id, settings.proxy) == (30.0, 5, None, None)


def test_no_field_is_refused_with_a_regular_expression() -> None:
    assert MENDED_BY.keys() == {name for name, field in Extra.model_fields.items() if "pattern" in repr(field.metadata)}


def test_every_field_of_the_extra_is_read() -> None:
    settings = made(
        environment="sandbox",
        company_id="biz_1",
        user_id="user_1",
        app_id="app_1",
        api_version_date="2026-10-15-1",
        timeout="7.5",
        max_retries="2",
        rate_limit="90",
        proxy="http://proxy:3128",
        channel_url="https://whop.com/joined/acme/{channel_id}/app/",
    )
    assert "https://sandbox-api.whop.com/api/v1" == settings.base_url
    assert (settings.company_id, settings.user_id, settings.app_id) == ("biz_1", "user_1", "app_1")
    assert (settings.version, settings.timeout, settings.max_retries) == ("2026-10-15-1", 7.5, 2)
    assert 90.0 == settings.rate_limit
    assert "http://proxy:3128" == settings.proxy
    assert "https://whop.com/joined/acme/{channel_id}/app/" == settings.channel_url


@pytest.mark.parametrize("page", ["https://whop.com/{channel_id}", "http://w/?{channel_id}", "https://{channel_id}.w/"])
def test_the_page_of_a_channel_has_its_id_wherever_that_belongs(page: str) -> None:
    assert page == made(channel_url=page).channel_url


@pytest.mark.parametrize(
    ("field", "values", "mend"),
    [
        (
            "channel_url",
            [
                "javascript:alert('{channel_id}')",
                "whop.com/{channel_id}",
                "https://whop.com/",
                "https://whop.com/{channel}",
                "https://whop.com/{channel_id}/{app}",
                "https://whop.com/a b/{channel_id}",
                7,
            ],
            "give an http or https URL with {channel_id} in it, and no other braces or spaces",
        ),
        (
            "proxy",
            ["proxy:3128", "socks5://proxy", "http://proxy:port", "socks5://a:s3cret@proxy", "http://a:s3 cret@proxy"],
            "give an http or https URL such as http://proxy.example:3128; a SOCKS proxy is not gone through",
        ),
        ("app_id", ["two words", "äpp_1", 7], "give the app's id (app_…), in ASCII and without spaces"),
        (
            "api_version_date",
            ["2025-01-01\nX-Other: 1", "1 May", 20250101],
            "give a date such as 2025-01-01, or none",
        ),
    ],
)
def test_a_field_of_a_form_of_its_own_is_refused_with_what_to_write_instead(
    field: str, values: list[Any], mend: str
) -> None:
    for value in values:
        with pytest.raises(WhopMisconfigured) as refused:
            made(**{field: value})
        assert f"The extra '{field}' of connection 'c' is wrong: {mend}." == str(refused.value)


def test_what_a_form_leaves_empty_counts_as_not_given() -> None:
    empty = {"environment": "", "company_id": "", "timeout": "", "max_retries": None, "proxy": None}
    assert made() == made(**empty)


@pytest.mark.parametrize("none", ["", "none", "None"])
def test_an_empty_api_version_sends_none(none: str) -> None:
    assert "" == made(api_version_date=none).version


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("whop://:k1@/", "https://api.whop.com/api/v1"),
        ("whop://:k1@/?environment=sandbox", "https://sandbox-api.whop.com/api/v1"),
        ("whop://:k1@whop.example", "https://whop.example/api/v1"),
        ("whop://:k1@127.0.0.1:8900", "http://127.0.0.1:8900/api/v1"),
        ("whop://:k1@localhost:8900/https", "https://localhost:8900/api/v1"),
        ("whop://:k1@http%3A%2F%2F127.0.0.1%3A8900", "http://127.0.0.1:8900/api/v1"),
    ],
)
def test_the_uri_form_says_the_same(from_uri: Callable[[str], Settings], uri: str, expected: str) -> None:
    settings = from_uri(uri)
    assert ("k1", expected) == (settings.key, settings.base_url)


def test_the_uri_form_carries_extras_as_its_query(from_uri: Callable[[str], Settings]) -> None:
    settings = from_uri("whop://:k%2F1@/?company_id=biz_1&timeout=7&allow_http=true")
    assert (settings.key, settings.company_id, settings.timeout) == ("k/1", "biz_1", 7.0)


@pytest.mark.parametrize("password", [None, "", "  "])
def test_a_connection_without_a_key_is_refused(password: str | None) -> None:
    with pytest.raises(WhopMisconfigured, match="no API key in connection 'c': put it into the password field"):
        read(Connection(conn_id="c", conn_type="whop", password=password))


@pytest.mark.parametrize("password", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_can_be_none_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(WhopMisconfigured, match="copy the key again") as refused:
        read(Connection(conn_id="c", conn_type="whop", password=password))
    assert password not in str(refused.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timeout", "soon"),
        ("timeout", 0),
        ("timeout", "nan"),
        ("max_retries", -1),
        ("max_retries", "many"),
        ("allow_http", "perhaps"),
        ("company_id", 7),
        ("timeout", 1e10),
        ("max_retries", 10**9),
    ],
)
def test_a_wrong_extra_is_refused_by_its_name(field: str, value: Any) -> None:
    with pytest.raises(WhopMisconfigured, match=f"The extra '{field}' of connection 'c' is wrong"):
        made(**{field: value})


def test_the_key_shows_in_no_repr() -> None:
    assert "k1" not in repr(made(proxy="http://user:pass@proxy:3128"))
    assert "pass@" not in repr(made(proxy="http://user:pass@proxy:3128"))


@pytest.mark.parametrize("extra", ["company_id=biz_1", "[1]", '{"company_id": '])
def test_an_extra_that_is_no_json_object_is_refused(extra: str) -> None:
    connection = Connection(conn_id="c", conn_type="whop", password="k1")
    connection.extra = extra
    with pytest.raises(WhopMisconfigured, match="The extra of connection 'c' is no JSON"):
        settings_of(connection, connection.extra_dejson, "connection 'c'")


@pytest.mark.parametrize("host", ["https://whop.example/v2", "https://whop.example:8443/v2"])
def test_a_port_goes_with_the_host_and_not_with_its_path(host: str) -> None:
    connection = Connection(conn_id="c", conn_type="whop", password="k1", host=host, port=8443)
    assert "https://whop.example:8443/v2" == settings_of(connection, {}, "c").base_url
