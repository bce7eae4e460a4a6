"""The way to Whop, one for all transports: which proxy, which certificates. Never a proxy to this very machine."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi

from airflow_provider_whop.api.address import is_loopback
from airflow_provider_whop.api.errors import WhopMisconfigured
from airflow_provider_whop.api.settings import Settings


def proxy_of(settings: Settings) -> str | None:
    """Give the connection's proxy, else the environment's."""
    url = urlsplit(settings.base_url)
    if is_loopback(url.hostname or ""):
        return None
    return settings.proxy or (None if _bypassed(url) else _of_environment(url.scheme))


def _bypassed(url: SplitResult) -> bool:
    """Heed NO_PROXY: names, as the standard library reads them, and networks (10.0.0.0/8)."""
    networks = (entry.strip() for entry in getproxies().get("no", "").split(",") if "/" in entry)
    return bool(proxy_bypass(url.netloc)) or any(_lies_in(url.hostname or "", network) for network in networks)


def _lies_in(host: str, network: str) -> bool:
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False


def _of_environment(scheme: str) -> str | None:
    proxies = getproxies()
    found = proxies.get(scheme) or proxies.get("all")
    return found if not found or "://" in found else f"http://{found}"


def bundle() -> str:
    """
    Give the file or folder of certificates that the environment trusts; empty where it names none.

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
    place = place or certifi.where()
    folder = Path(place).is_dir()
    return ssl.create_default_context(cafile=None if folder else place, capath=place if folder else None)
