"""From the fields of an Airflow connection to ``Settings``; refuses what could not work or would give the key away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from airflow_provider_whop.api.address import base_url
from airflow_provider_whop.api.errors import WhopMisconfigured
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.version import LEGACY

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Connection

HEADER_VALUE = r"^[!-~]*$"
_WITHIN = r"(?:[^\s{}]|\{channel_id\})*"
PAGE = rf"^https?://{_WITHIN}\{{channel_id\}}{_WITHIN}$"
PROXY = r"^https?://(?:[^/?#\s@]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^/?#\s@:]+)(?::[0-9]{1,5})?/?$"
MENDED_BY = {
    "app_id": "give the app's id (app_…), in ASCII and without spaces",
    "api_version_date": "give a date such as 2025-01-01, or none",
    "proxy": "give an http or https URL such as http://proxy.example:3128; a SOCKS proxy is not gone through",
    "channel_url": "give an http or https URL with {channel_id} in it, and no other braces or spaces",
}
"""What to write instead, where pydantic would tell a regular expression. Never the value: a proxy's may be secret."""


class Extra(BaseModel):
    """The connection's extra; what a form leaves empty counts as not given, except an empty API version."""

    model_config = ConfigDict(extra="ignore")

    environment: str = "production"
    company_id: str | None = None
    user_id: str | None = None
    app_id: str | None = Field(default=None, pattern=HEADER_VALUE)
    api_version_date: str = Field(default=LEGACY, pattern=HEADER_VALUE)
    timeout: float = Field(default=30.0, gt=0, le=3600, allow_inf_nan=False)
    max_retries: int = Field(default=5, ge=0, le=100)
    rate_limit: float = Field(default=600.0, ge=0, allow_inf_nan=False)
    proxy: str | None = Field(default=None, pattern=PROXY)
    channel_url: str | None = Field(default=None, pattern=PAGE)
    allow_http: bool = False


def settings_of(connection: Connection, extra: Mapping[str, Any], name: str) -> Settings:
    """
    Read a connection.

    :param extra: the connection's extra, already read (on an event loop that takes an await).
    :param name: how error sentences call the connection.
    :raises WhopMisconfigured: the field that has to be mended.
    """
    known = _extra(extra, name)
    _refuse_lost_extra(connection, extra, name)
    version = "" if known.api_version_date.lower() == "none" else known.api_version_date
    return Settings(
        key=_key(connection.password, name),
        base_url=base_url(_host(connection), known.environment, allow_http=known.allow_http, name=name),
        version=version,
        app_id=known.app_id,
        company_id=known.company_id,
        user_id=known.user_id,
        timeout=known.timeout,
        max_retries=known.max_retries,
        rate_limit=known.rate_limit,
        proxy=known.proxy,
        channel_url=known.channel_url,
        name=name,
    )


def _extra(extra: Mapping[str, Any], name: str) -> Extra:
    if not isinstance(extra, Mapping):
        raise WhopMisconfigured(f'The extra of {name} is no JSON object: it must look like {{"company_id": "biz_…"}}.')
    given = {key: value for key, value in extra.items() if value is not None}
    try:
        return Extra.model_validate(
            {key: value for key, value in given.items() if value != "" or key == "api_version_date"}
        )
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0])
        told = MENDED_BY.get(field, first["msg"])
        raise WhopMisconfigured(f"The extra {field!r} of {name} is wrong: {told}.") from None


def _refuse_lost_extra(connection: Connection, extra: Mapping[str, Any], name: str) -> None:
    """Airflow reads an extra that is no JSON as an empty one; the key of a sandbox would go to production."""
    if not extra and (connection.extra or "{}").strip() not in ("{}", "null", '""'):
        raise WhopMisconfigured(f"The extra of {name} is no JSON: mend it.")


def _key(password: str | None, name: str) -> str:
    key = (password or "").strip()
    if not key:
        raise WhopMisconfigured(f"There is no API key in {name}: put it into the password field.")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise WhopMisconfigured(f"The password of {name} holds characters that no API key has: copy the key again.")
    return key


def _host(connection: Connection) -> str:
    """Join what the URI form spreads over several fields."""
    host = (connection.host or "").strip()
    if connection.port and host:
        scheme, found, rest = host.rpartition("://")
        name, slash, path = rest.partition("/")
        name = name if name.endswith(f":{connection.port}") else f"{name}:{connection.port}"
        host = f"{scheme}{found}{name}{slash}{path}"
    if host and "://" not in host and connection.schema in ("http", "https"):
        host = f"{connection.schema}://{host}"
    return host
