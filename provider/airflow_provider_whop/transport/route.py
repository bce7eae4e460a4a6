"""The way to Whop, one for both transports: which proxy, which certificates. Never a proxy to this very machine."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from airflow_provider_whop.api.address import is_loopback
from airflow_provider_whop.api.errors import WhopMisconfigured
from airflow_provider_whop.api.settings import Settings


def proxy_of(settings: Settings) -> str | None:
    """Give the connection's proxy, else the environment's."""
    if is_loopback(urlsplit(settings.base_url).hostname or ""):
        return None
    from requests.utils import get_environ_proxies, select_proxy

    return settings.proxy or select_proxy(settings.base_url, get_environ_proxies(settings.base_url))


def bundle() -> str:
    """
    Give the file or folder of certificates to trust; empty for the default ones.

    :raises WhopMisconfigured: there is no such file.
    """
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        place = os.environ.get(name)
        if place and not Path(place).exists():
            raise WhopMisconfigured(f"The environment variable {name} names no file: {place!r}.")
        if place:
            return place
    return ""


@lru_cache(maxsize=8)
def trusted(place: str) -> ssl.SSLContext:
    """Read the certificates once a process: it takes tens of milliseconds, in which an event loop stands still."""
    import httpx

    if not place:
        return httpx.create_ssl_context()
    folder = Path(place).is_dir()
    return ssl.create_default_context(cafile=None if folder else place, capath=place if folder else None)
