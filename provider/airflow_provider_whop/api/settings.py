"""How one connection talks to Whop: where to, as whom, in which API version, how patiently. A value."""

from __future__ import annotations

from dataclasses import dataclass, field

from airflow_provider_whop.api.address import ENVIRONMENTS
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.version import LEGACY


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What a client needs to know; ``repr`` leaves the key and the proxy (which may hold a password) out.

    ``timeout`` bounds the wait for an answer and ``connect_timeout`` the wait for a connection, in seconds.
    ``max_retries`` and ``max_wait`` (seconds, all waits of one call together) bound its repeats.
    ``rate_limit`` is the requests a minute that each operation may make, 0 for any number.
    ``channel_url`` is the page of a channel for people, with ``{channel_id}`` in it.
    ``name`` is how error sentences call the connection.
    """

    key: str = field(repr=False)
    base_url: str = ENVIRONMENTS["production"]
    version: str = LEGACY
    app_id: str | None = None
    company_id: str | None = None
    user_id: str | None = None
    timeout: float = 30.0
    connect_timeout: float = 10.0
    max_retries: int = 5
    max_wait: float = 300.0
    rate_limit: float = 600.0
    proxy: str | None = field(default=None, repr=False)
    channel_url: str | None = None
    name: str = "this connection"

    def company(self, company_id: str | None) -> str:
        """Give the company to ask about: the one named, else the connection's own."""
        chosen = company_id or self.company_id
        if not chosen:
            raise WhopInvalidArgument(
                f"No company to list for: pass company_id (biz_…), or set company_id in the extra of {self.name}.",
                param="company_id",
            )
        return chosen

    def without_key(self, text: str) -> str:
        """Blank the key out of a text that came from elsewhere."""
        return text.replace(self.key, "***")
