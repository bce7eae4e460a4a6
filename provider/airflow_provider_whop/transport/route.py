"""The way to Whop, one for all transports: which proxy, which certificates. Never a proxy to this very machine."""

from __future__ import annotations

import os
import ssl
from base64 import b64encode
from functools import lru_cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed lacks it

import certifi

from airflow_provider_whop.api.address import is_host, is_loopback
from airflow_provider_whop.api.errors import WhopMisconfigured
from airflow_provider_whop.api.settings import Settings

PORTS = {"http": 80, "https": 443}


def proxy_of(settings: Settings) -> str | None:
    """
    Give the connection's proxy, else the environment's.

    :raises WhopMisconfigured: it cannot be used.
    """
    url = urlsplit(settings.base_url)
    if is_loopback(url.hostname or ""):
        return None
    proxy = settings.proxy or (None if _bypassed(url) else _of_environment(url.scheme))
    return _usable(proxy.strip(), settings) if proxy else None


def credentials(proxy: str) -> dict[str, str]:
    """Give the header that tells a proxy who asks; none where its URL names nobody."""
    url = urlsplit(proxy)
    if url.username is None:
        return {}
    told = f"{unquote(url.username)}:{unquote(url.password or '')}"
    return {"Proxy-Authorization": f"Basic {b64encode(told.encode()).decode()}"}


def _usable(proxy: str, settings: Settings) -> str:
    try:
        url = urlsplit(proxy)
        usable = url.scheme in PORTS and is_host(url.netloc.rpartition("@")[2].removesuffix(":")) and url.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise WhopMisconfigured(
            f"The proxy for {settings.name} cannot be used: give an http(s) URL, with a host in ASCII, in its extra or "
            "in HTTPS_PROXY; a SOCKS proxy is not gone through."
        )
    return url.geturl()


def _bypassed(url: SplitResult) -> bool:
    """Heed NO_PROXY: names, as the standard library reads them, *.names, addresses, and networks (10.0.0.0/8)."""
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    entries = [entry.strip().strip("[]").removeprefix("*.") for entry in getproxies().get("no", "").split(",")]
    by_name = proxy_bypass_environment(f"{host}:{port}", {"no": ",".join(entries)})
    return bool(by_name) or any(_lies_in(host, entry) for entry in entries)


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

    :raises WhopMisconfigured: there is no such file, or no certificate in it.
    """
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        place = os.environ.get(name)
        if place:
            return _readable(place, name)
    return ""


def _readable(place: str, name: str) -> str:
    if not Path(place).exists():
        raise WhopMisconfigured(f"The environment variable {name} names no file: {place!r}.")
    try:
        trusted(place)
    except OSError:  # ssl's errors are some
        raise WhopMisconfigured(
            f"The environment variable {name} names a file in which no certificate can be read: {place!r}."
        ) from None
    return place


@lru_cache(maxsize=8)
def trusted(place: str) -> ssl.SSLContext:
    """Read the certificates once a process: it takes tens of milliseconds, in which an event loop stands still."""
    place = place or certifi.where()
    folder = Path(place).is_dir()
    return ssl.create_default_context(cafile=None if folder else place, capath=place if folder else None)
