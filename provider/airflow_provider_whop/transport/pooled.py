"""requests, held to what it does not do: answers end in time, what is given up is aborted, no redirect is even read."""

from __future__ import annotations

from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from airflow_provider_whop.transport.abort import given_up
from airflow_provider_whop.transport.route import credentials
from airflow_provider_whop.transport.timed import TimedAnswer


class Session(requests.Session):
    """A session that lets a redirect be an answer like any other."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Find none: looking for one would read its body, whatever its size."""


class Adapter(HTTPAdapter):
    """A pool of connections whose read time-out bounds the whole answer, not each piece of it."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make direct connections of our kind."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """Tell a proxy who asks, in whatever letters."""
        return credentials(proxy)

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Make connections through a proxy of our kind."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = POOLS
        return manager


class _Careful:
    """A connection that aborts what it cannot send, and says of whatever fails before that there was none yet."""

    sock: Any

    def connect(self) -> None:
        try:
            super().connect()  # type: ignore[misc]
        except Exception as failed:
            raise NewConnectionError(cast("Any", self), "no connection") from failed

    def send(self, data: Any) -> None:
        with given_up(lambda: self.sock):
            super().send(data)  # type: ignore[misc]


class _Connection(_Careful, HTTPConnection):
    response_class = TimedAnswer


class _SecureConnection(_Careful, HTTPSConnection):
    response_class = TimedAnswer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


POOLS = {"http": _Pool, "https": _SecurePool}
