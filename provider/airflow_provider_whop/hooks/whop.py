"""WhopHook: an Airflow connection as a Whop client, with a method for what people do by hand in a task."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from airflow.providers.common.compat.connection import get_async_connection, get_async_extra_dejson
from airflow.providers.common.compat.sdk import AirflowNotFoundException, BaseHook

from airflow_provider_whop.api import channels, messages, moderation, reactions, support_channels
from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.checkup import check_up
from airflow_provider_whop.api.errors import WhopError, WhopMisconfigured
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import R
from airflow_provider_whop.hooks import form
from airflow_provider_whop.hooks.connection import settings_of
from airflow_provider_whop.transport.with_httpx import AsyncWhopClient
from airflow_provider_whop.transport.with_requests import WhopClient


class WhopHook(BaseHook):
    """
    Talk to Whop's chat as an Airflow connection says.

    Every method raises a :class:`~airflow_provider_whop.api.errors.WhopError` where it fails; lists are lazy.
    ``send`` and ``asend`` take any call of ``airflow_provider_whop.api``.

    :param whop_conn_id: id of a connection of type ``whop``.
    """

    conn_name_attr = "whop_conn_id"
    default_conn_name = "whop_default"
    conn_type = "whop"
    hook_name = "Whop"

    def __init__(self, whop_conn_id: str = default_conn_name, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.whop_conn_id = whop_conn_id
        self._client: WhopClient | None = None
        self._async_client: tuple[asyncio.AbstractEventLoop, AsyncWhopClient] | None = None

    # -- clients

    def get_conn(self) -> WhopClient:
        """Give the client of this connection; it is made once and pooled."""
        if self._client is None:
            self._client = WhopClient(self._settings(), self.log)
        return self._client

    async def aget_conn(self) -> AsyncWhopClient:
        """Give the client for the running event loop; close it with ``aclose``."""
        loop = asyncio.get_running_loop()
        if self._async_client is None or self._async_client[0] is not loop:
            self._async_client = (loop, AsyncWhopClient(await self._asettings(), self.log))
        return self._async_client[1]

    def send(self, call: Call[R]) -> R:
        """Make any call, with its retries."""
        return self.get_conn().send(call)

    async def asend(self, call: Call[R]) -> R:
        """Make any call on the event loop, with its retries."""
        return await (await self.aget_conn()).send(call)

    def close(self) -> None:
        """Close the pooled connections of the synchronous client."""
        if self._client is not None:
            self._client.close()
            self._client = None

    async def aclose(self) -> None:
        """Close the pooled connections of the asynchronous client."""
        if self._async_client is not None:
            await self._async_client[1].close()
            self._async_client = None

    # -- messages

    def send_message(self, channel_id: str, content: str, **options: Any) -> messages.Message:
        """
        Post a message. Permission ``chat:message:create``.

        :param channel_id: channel or experience id.
        :param content: Markdown.
        :param options: ``attachments`` (file ids), ``auto_detect_links``, ``poll``, ``replying_to_message_id``.
        """
        return self.send(messages.create_message(channel_id, content, **options))

    def get_message(self, message_id: str) -> messages.Message:
        """Fetch one message. Permission ``chat:read``."""
        return self.send(messages.retrieve_message(message_id))

    def update_message(self, message_id: str, **changes: Any) -> messages.Message:
        """Change ``content``, ``attachments`` or ``is_pinned``. Permission ``chat:message:create``."""
        return self.send(messages.update_message(message_id, **changes))

    def delete_message(self, message_id: str) -> bool:
        """Delete a message for good. Permissions ``chat:message:create`` and ``chat:read``."""
        return self.send(messages.delete_message(message_id))

    def list_messages(self, channel_id: str, **options: Any) -> Iterator[messages.Message]:
        """Iterate over a channel's messages, newest first unless ``direction="asc"``. Permission ``chat:read``."""
        return self.get_conn().pages(messages.list_messages(channel_id, **options))

    # -- chat channels

    def list_channels(self, company_id: str | None = None, **options: Any) -> Iterator[channels.ChatChannel]:
        """Iterate over the chat channels of a company, by default the connection's. Permission ``chat:read``."""
        client = self.get_conn()
        return client.pages(channels.list_chat_channels(client.settings.company(company_id), **options))

    def get_channel(self, channel_id: str) -> channels.ChatChannel:
        """Fetch one chat channel. Permission ``chat:read``."""
        return self.send(channels.retrieve_chat_channel(channel_id))

    def update_channel(self, channel_id: str, **settings: Any) -> moderation.Moderated:
        """
        Bring a channel to these settings; sends only what differs. Permissions ``chat:read``, ``chat:moderate``.

        :param settings: any of ``api.channels.ChannelSettings``.
        """
        wanted = channels.ChannelSettings.of(**settings)
        client = self.get_conn()
        return client.run(moderation.bring_to(channel_id, wanted, client.ask))

    # -- support channels

    def list_support_channels(
        self, company_id: str | None = None, **options: Any
    ) -> Iterator[support_channels.SupportChannel]:
        """Iterate over support channels (``open``, ``order``, ``direction``). Permission ``support_chat:read``."""
        client = self.get_conn()
        company = company_id or client.settings.company_id
        return client.pages(support_channels.list_support_channels(company, **options))

    def get_support_channel(self, channel_id: str) -> support_channels.SupportChannel:
        """Fetch one support channel. Permission ``support_chat:read``."""
        return self.send(support_channels.retrieve_support_channel(channel_id))

    def open_support_channel(
        self, user_id: str, company_id: str | None = None, **options: Any
    ) -> support_channels.SupportChannel:
        """Create or find the support channel of a user (id or username). Permission ``support_chat:create``."""
        company = self.get_conn().settings.company(company_id)
        return self.send(support_channels.create_support_channel(company, user_id, **options))

    # -- reactions

    def list_reactions(self, resource_id: str, **options: Any) -> Iterator[reactions.Reaction]:
        """Iterate over the reactions to a message, newest first. Permission ``chat:read``."""
        return self.get_conn().pages(reactions.list_reactions(resource_id, **options))

    def add_reaction(self, resource_id: str, emoji: str | None = None, **options: Any) -> reactions.Reaction:
        """React to a message, or vote with ``poll_option_id``. Permission ``chat:read``."""
        return self.send(reactions.create_reaction(resource_id, emoji, **options))

    def remove_reaction(self, reaction_id: str, **options: Any) -> bool:
        """Take a reaction back, by its id, or by a message's id and ``emoji``. Permission ``chat:read``."""
        return self.send(reactions.delete_reaction(reaction_id, **options))

    # -- the connection form

    def test_connection(self) -> tuple[bool, str]:
        """Tell in a sentence which company the key reaches, what it lacks, or what is wrong with it. Sends nothing."""
        try:
            settings = replace(self._settings("this connection"), max_retries=1)
            with WhopClient(settings, self.log) as client:
                return True, client.run(check_up(settings.company_id, client.ask))
        except WhopError as error:
            return False, str(error)

    @classmethod
    def get_connection_form_widgets(cls) -> dict[str, Any]:
        """Give the form's own fields, for Airflow before 3.2."""
        return form.widgets()

    @classmethod
    def get_ui_field_behaviour(cls) -> dict[str, Any]:
        """Give hidden fields, labels and placeholders, for Airflow before 3.2."""
        return form.behaviour()

    # -- from the connection to settings

    def _settings(self, name: str = "") -> Settings:
        try:
            connection = self.get_connection(self.whop_conn_id)
        except AirflowNotFoundException:
            raise self._unknown() from None
        return settings_of(connection, connection.extra_dejson, name or self._name)

    async def _asettings(self) -> Settings:
        try:
            connection = await get_async_connection(self.whop_conn_id)
        except AirflowNotFoundException:
            raise self._unknown() from None
        return settings_of(connection, await get_async_extra_dejson(connection), self._name)

    @property
    def _name(self) -> str:
        return f"connection {self.whop_conn_id!r}"

    def _unknown(self) -> WhopMisconfigured:
        return WhopMisconfigured(
            f"Airflow has no {self._name}: add one of type whop, with the API key as its password."
        )
