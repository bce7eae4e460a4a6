"""From an Airflow connection to clients that are made when they are needed, and to conversations over them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec

from airflow.providers.common.compat.sdk import AirflowNotFoundException, BaseHook

from airflow_provider_whop._compat import to_its_end
from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.errors import WhopNoConnection
from airflow_provider_whop.api.pages import Page
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import AsyncKeeper, Keeper, R, Steps, T
from airflow_provider_whop.hooks.connection import settings_of
from airflow_provider_whop.hooks.outcomes import airflow_outcomes

if TYPE_CHECKING:
    from airflow_provider_whop.transport.async_client import AsyncWhopClient
    from airflow_provider_whop.transport.client import WhopClient

P = ParamSpec("P")


class ClientsHook(BaseHook):
    """What a hook needs to talk to Whop, by a connection's id; the errors that leave it are Airflow's too."""

    def __init__(self, whop_conn_id: str = "whop_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.whop_conn_id = whop_conn_id
        self._client: WhopClient | None = None
        self._async_client: tuple[asyncio.AbstractEventLoop, AsyncWhopClient] | None = None

    def get_conn(self) -> WhopClient:
        """Give the client of this connection; it is made once and pooled."""
        if self._client is None:
            from airflow_provider_whop.transport.client import WhopClient

            with airflow_outcomes():
                self._client = WhopClient(self._settings(), self.log)
        return self._client

    async def aget_conn(self) -> AsyncWhopClient:
        """Give the client for the running event loop; close it with ``aclose``."""
        made = self._made_for_this_loop()
        if made is None:
            from airflow_provider_whop.transport.async_client import AsyncWhopClient

            with airflow_outcomes():
                settings = await self.asettings()
                made = self._made_for_this_loop() or AsyncWhopClient(settings, self.log)
            self._async_client = (asyncio.get_running_loop(), made)
        return made

    def _made_for_this_loop(self) -> AsyncWhopClient | None:
        """Give the client that there is; while settings were fetched, another coroutine may have been faster."""
        loop, made = self._async_client or (None, None)
        return made if loop is asyncio.get_running_loop() else None

    def send(self, call: Call[R]) -> R:
        """Make any call, with its retries."""
        return self._run(lambda client: client.ask(call))

    async def asend(self, call: Call[R]) -> R:
        """Make any call on the event loop, with its retries."""
        return await self._arun(lambda client: client.ask(call))

    def close(self) -> None:
        """Close the pooled connections of the synchronous client."""
        if self._client is not None:
            self._client.close()
            self._client = None

    async def aclose(self) -> None:
        """Close the pooled connections of the asynchronous client; those of an event loop that ended, ended with it."""
        made, self._async_client = self._made_for_this_loop(), None
        if made is not None:
            await made.close()

    def _send(self, make: Callable[P, Call[R]], *args: P.args, **kwargs: P.kwargs) -> R:
        return self._run(lambda client: client.ask(make(*args, **kwargs)))

    def _pages(self, make: Callable[P, Call[Page[T]]], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
        with airflow_outcomes():
            yield from self.get_conn().pages(make(*args, **kwargs))

    def _run(self, conversation: Callable[[WhopClient], Steps[R]], keep: Keeper | None = None) -> R:
        with airflow_outcomes():
            client = self.get_conn()
            return client.run(conversation(client), keep)

    async def _arun(self, conversation: Callable[[AsyncWhopClient], Steps[R]], keep: AsyncKeeper | None = None) -> R:
        with airflow_outcomes():
            client = await self.aget_conn()
            return await client.run(conversation(client), keep)

    def _company(self, company_id: str | None) -> str:
        with airflow_outcomes():
            return self.get_conn().settings.company(company_id)

    def _settings(self, name: str = "") -> Settings:
        with self._fetching():
            connection = self.get_connection(self.whop_conn_id)
            extra = connection.extra_dejson
        return settings_of(connection, extra, name or self._name)

    async def asettings(self) -> Settings:
        """Give what the connection says now."""
        from airflow.providers.common.compat.connection import get_async_connection, get_async_extra_dejson

        with self._fetching():
            connection = await to_its_end(get_async_connection(self.whop_conn_id))
            extra = await to_its_end(get_async_extra_dejson(connection))
        return settings_of(connection, extra, self._name)

    @property
    def _name(self) -> str:
        return f"connection {self.whop_conn_id!r}"

    @contextmanager
    def _fetching(self) -> Iterator[None]:
        """Say in one sentence that Airflow gives no connection; of an error only the kind, its words may be secrets."""
        try:
            yield
        except AirflowNotFoundException:
            raise WhopNoConnection(
                f"Airflow has no {self._name}: add one of type whop, with the API key as its password."
            ) from None
        except Exception as error:  # noqa: BLE001  a secrets backend may raise anything
            raise WhopNoConnection(
                f"Airflow could not give {self._name} ({type(error).__name__}): look into the logs of its API server, "
                f"its database and its secrets backend."
            ) from None
