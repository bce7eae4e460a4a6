"""Where Whop is, and whether its API key may go there: https anywhere, http only on this machine."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urlsplit

from airflow_provider_whop.api.errors import WhopMisconfigured, WhopUploadFailed

BASE_PATH = "/api/v1"
ENVIRONMENTS = {
    "production": "https://api.whop.com" + BASE_PATH,
    "sandbox": "https://sandbox-api.whop.com" + BASE_PATH,
}

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?")
_PATH = re.compile(r"[!-~]*")


def base_url(host: str, environment: str, *, allow_http: bool = False, name: str = "this connection") -> str:
    """
    Make the address that every call starts from.

    :param host: ``""`` for Whop's own, a bare ``host[:port]``, or an ``http(s)://`` URL; without a path it gets
        ``/api/v1``, without a scheme https, or http on loopback.
    :param environment: ``production`` or ``sandbox``; counts only where ``host`` is empty.
    :param name: how error sentences call the connection.
    :param allow_http: let the key travel in the clear to a host other than this machine.
    :raises WhopMisconfigured: an unknown environment, an unreadable host, or http where it is not allowed.
    """
    if not host:
        return _of_whop(environment, name)
    url = _split(host, name)
    if url.scheme == "http" and not (allow_http or is_loopback(url.hostname or "")):
        raise WhopMisconfigured(
            f"The API key would travel unencrypted to http://{url.netloc}: use https:// in the host of {name}, "
            'or set "allow_http": true in its extra if that is meant.'
        )
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/') or BASE_PATH}"


def channel_page(base_url: str, pattern: str | None, channel_id: str) -> str | None:
    """
    Tell where people see a channel.

    :param base_url: of the API. On this machine it is an emulator's, which shows all channels on one page.
    :param pattern: an address with ``{channel_id}`` in it; Whop documents none.
    """
    name = quote(str(channel_id), safe="")
    if pattern:
        return pattern.replace("{channel_id}", name)
    url = urlsplit(base_url)
    return f"{url.scheme}://{url.netloc}/#{name}" if is_loopback(url.hostname or "") else None


def storage_address(url: str, base_url: str) -> str:
    """
    Check an address that Whop gave for a file's bytes: https, as for the key, or no less safe than the API's own.

    :param base_url: of the API. Where that is http, on this machine or by the connection's leave, so may the storage
        be; one on this machine is for an API on this machine only.
    :raises WhopUploadFailed: nothing is sent there.
    """
    api, place = urlsplit(base_url), _parted(url)
    here, there = is_loopback(api.hostname or ""), is_loopback(place.hostname or "")
    safe = place.scheme == "https" or (place.scheme == "http" and api.scheme == "http" and (there or not here))
    if not safe or (there and not here) or not is_host(place.netloc) or not _PATH.fullmatch(url):
        raise WhopUploadFailed(
            f"Whop gave an address for the file's bytes to which nothing is sent ({place.scheme or 'no'} scheme, host "
            f"{place.hostname!r}): it must be https, and not on this machine unless Whop's API is."
        )
    return url


def _parted(url: str) -> SplitResult:
    try:
        place = urlsplit(url)
        place.port  # noqa: B018  # urlsplit checks the port only when it is read
    except ValueError:
        return SplitResult("", "", "", "", "")
    return place


def is_host(place: str) -> bool:
    """Tell whether this is a ``host[:port]`` that a request can be sent to."""
    return bool(_HOST.fullmatch(place))


def is_loopback(hostname: str) -> bool:
    """Tell whether a host name means this machine, without asking a name server."""
    try:
        return ip_address(hostname).is_loopback
    except ValueError:
        return hostname.lower() == "localhost"


def _of_whop(environment: str, name: str) -> str:
    try:
        return ENVIRONMENTS[environment]
    except KeyError:
        known = " or ".join(ENVIRONMENTS)
        raise WhopMisconfigured(f"The environment of {name} is {environment!r}; it must be {known}.") from None


def _split(host: str, name: str) -> SplitResult:
    url = _parted(host if "://" in host else f"//{host}")
    if not url.scheme:
        url = url._replace(scheme="http" if is_loopback(url.hostname or "") else "https")
    if not is_host(url.netloc) or not _PATH.fullmatch(url.path) or url.scheme not in ("http", "https") or url.query:
        raise WhopMisconfigured(
            f"The host of {name} is no address of an API: leave it empty for Whop's own, or give a URL such as "
            "https://api.whop.com/api/v1."
        )
    return url
