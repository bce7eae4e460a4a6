"""Bytes over requests, for processes that have it loaded. Never follows a redirect, never keeps a cookie."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import Reply, Request
from airflow_provider_whop.transport.pooled import Adapter, Session
from airflow_provider_whop.transport.reasons import never_connected
from airflow_provider_whop.transport.route import bundle, proxy_of
from airflow_provider_whop.transport.terms import (
    CONNECTIONS,
    Outgoing,
    answered,
    bounded,
    sent_headers,
    standing_headers,
    unanswered,
)

PIECE = 65536


class RequestsExchange:
    """One connection's pool."""

    def __init__(self, settings: Settings) -> None:
        self._base_url = settings.base_url
        self._headers = standing_headers(settings)
        self._network = _network(settings)
        self._session = Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, Adapter(pool_maxsize=CONNECTIONS))

    def __call__(self, request: Request) -> Reply:
        """Send a request and wait for its answer."""
        started = monotonic()
        body_sent = Outgoing(request)
        try:
            with self._session.send(self._prepared(request, body_sent), **self._network) as answer:
                body = bounded(iter(partial(answer.raw.read, PIECE, decode_content=False), b""))
        except (requests.RequestException, HTTPError, ValueError, OSError) as failed:
            written = not never_connected(failed) if request.body is None else body_sent.written
            return unanswered(failed, monotonic() - started, written=written, late=body_sent.late)
        return answered(answer.status_code, answer.headers.items(), body, monotonic() - started)

    def close(self) -> None:
        """Close the pooled connections."""
        self._session.close()

    def _prepared(self, request: Request, body: Outgoing) -> requests.PreparedRequest:
        prepared = requests.PreparedRequest()
        prepared.prepare_method(request.method)
        prepared.prepare_url(self._base_url + request.path, list(request.query))
        prepared.prepare_headers({**self._headers, **sent_headers(request)})
        prepared.prepare_cookies({})
        prepared.body = None if request.body is None else body  # type: ignore[assignment]  # any iterable is sent
        return prepared


def _network(settings: Settings) -> dict[str, Any]:
    """Resolve proxy and certificates once: the environment does not change between two calls."""
    proxy = proxy_of(settings)
    return {
        "proxies": {"http": proxy, "https": proxy} if proxy else {},
        "verify": bundle() or True,
        "timeout": (settings.connect_timeout, settings.timeout),
        "allow_redirects": False,
        "stream": True,
    }
