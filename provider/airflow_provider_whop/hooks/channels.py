"""The part of the hook that finds, opens and moderates channels: chat, support and direct messages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from airflow_provider_whop import api
from airflow_provider_whop.hooks.clients import ClientsHook
from airflow_provider_whop.hooks.outcomes import airflow_outcomes


class ChannelsHook(ClientsHook):
    """What a hook needs to deal with channels."""

    # -- chat channels

    def list_channels(
        self, company_id: str | None = None, **options: Unpack[api.channels.ChannelListOptions]
    ) -> Iterator[api.channels.ChatChannel]:
        """
        Iterate over the chat channels of a company. Permission ``chat:read``.

        :param company_id: ``biz_…``; by default the connection's.
        :param options: ``product_id`` (``prod_…``, for those of one product), ``first``, ``after``.
        :returns: channels with their settings, in Whop's order.
        :raises WhopInvalidArgument: neither the call nor the connection names a company.
        """
        return self._pages(api.channels.list_chat_channels, self._company(company_id), **options)

    def get_channel(self, channel_id: str) -> api.channels.ChatChannel:
        """Fetch one chat channel. Permission ``chat:read``."""
        return self._send(api.channels.retrieve_chat_channel, channel_id)

    def channel_page(self, channel_id: str) -> str | None:
        """Tell where people see a channel, as the connection says; None where it does not. Asks nobody."""
        with airflow_outcomes():
            settings = self.get_conn().settings
        return api.address.channel_page(settings.base_url, settings.channel_url, channel_id)

    def update_channel(
        self, channel_id: str, **settings: Unpack[api.channels.GivenSettings]
    ) -> api.moderation.Moderated:
        """
        Bring a channel to these settings; sends only what differs. Permissions ``chat:read``, ``chat:moderate``.

        :param settings: ``ban_media``, ``ban_urls``, ``banned_words``, ``user_posts_cooldown_seconds`` (0 for none),
            ``who_can_post``, ``who_can_react``; what is not given stays as it is.
        :returns: what ``changed``, and the ``channel`` as it is now.
        :raises WhopInvalidArgument: no setting, an unknown one, or one of a wrong type or value.
        :raises WhopNotFound: there is no such channel, or none that the key may see.
        """
        return self._run(
            lambda client: api.moderation.bring_to(channel_id, api.channels.ChannelSettings.of(**settings), client.ask)
        )

    # -- support channels

    def list_support_channels(
        self, company_id: str | None = None, **options: Unpack[api.support_channels.SupportListOptions]
    ) -> Iterator[api.support_channels.SupportChannel]:
        """
        Iterate over support channels. Permission ``support_chat:read``.

        :param company_id: ``biz_…``; by default the connection's, and without one all that the key reaches.
        :param options: ``open`` (True for those that await an answer, False for resolved ones), ``order``
            (``created_at``, ``last_post_sent_at``), ``direction`` (``asc``, ``desc``), ``view`` (``all``, ``admin``,
            ``customer``), ``first``, ``after``.
        :returns: support channels, one for each customer.
        :raises WhopNotFound: there is no such company, or none that the key may see.
        """
        company = company_id or self.get_conn().settings.company_id
        return self._pages(api.support_channels.list_support_channels, company, **options)

    def get_support_channel(self, channel_id: str) -> api.support_channels.SupportChannel:
        """Fetch one support channel. Permission ``support_chat:read``."""
        return self._send(api.support_channels.retrieve_support_channel, channel_id)

    def open_support_channel(
        self,
        user_id: str,
        company_id: str | None = None,
        *,
        custom_name: str | None = None,
        notifications_enabled: bool | str | None = None,
    ) -> api.support_channels.SupportChannel:
        """
        Create or find the support channel of a user. Permission ``support_chat:create``.

        :param user_id: ``user_…`` or username of the customer.
        :param company_id: ``biz_…``; by default the connection's.
        :param custom_name: what the channel is called where it is made.
        :param notifications_enabled: whether the customer is notified of its messages, where it is made.
        :returns: the channel; its ``id`` is a ``channel_id`` to post to.
        :raises WhopInvalidArgument: neither the call nor the connection names a company, or ``user_id`` is empty.
        :raises WhopNotFound: Whop knows no such user.
        """
        return self._send(
            api.support_channels.create_support_channel,
            self._company(company_id),
            user_id,
            custom_name=custom_name,
            notifications_enabled=notifications_enabled,
        )

    # -- direct messages

    def list_direct_channels(
        self, company_id: str | None = None, **options: Unpack[api.pages.ListOptions]
    ) -> Iterator[api.direct_messages.DirectChannel]:
        """
        Iterate over one's own conversations. Permission ``dms:read``.

        :param company_id: ``biz_…``; by default the connection's, and without one those of all companies.
        :param options: ``first``, ``after``.
        :returns: conversations, the most recently active first.
        :raises WhopForbidden: the key lacks the permission.
        """
        company = company_id or self.get_conn().settings.company_id
        return self._pages(api.direct_messages.list_direct_channels, company, **options)

    def open_direct_channel(
        self,
        with_user_ids: list[str] | str,
        company_id: str | None = None,
        *,
        custom_name: str | None = None,
        notifications_enabled: bool | str | None = None,
    ) -> api.direct_messages.DirectChannel:
        """
        Create or find the conversation with these people. Permission ``dms:channel:manage``.

        :param with_user_ids: ids (``user_…``), usernames or e-mail addresses, at most 49; one alone may be a text.
        :param company_id: ``biz_…``; by default the connection's.
        :param custom_name: what the conversation is called.
        :param notifications_enabled: whether those people are notified of its messages.
        :returns: the conversation; its ``id`` is a ``channel_id`` to post to.
        :raises WhopInvalidArgument: nobody is named, or a name is empty.
        :raises WhopNotFound: Whop knows nobody of such a name.
        """
        return self._send(
            api.direct_messages.create_direct_channel,
            with_user_ids,
            company_id=company_id or self.get_conn().settings.company_id,
            custom_name=custom_name,
            notifications_enabled=notifications_enabled,
        )
