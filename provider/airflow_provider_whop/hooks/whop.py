"""WhopHook: an Airflow connection as a Whop client, with a method for what people do by hand in a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Unpack

from airflow_provider_whop import api
from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.hooks.outcomes import airflow_outcomes
from airflow_provider_whop.hooks.sending import SendingHook
from airflow_provider_whop.hooks.uploads import UploadsHook


class WhopHook(SendingHook, UploadsHook):
    """
    Talk to Whop's chat as an Airflow connection says.

    Every method raises a :class:`~airflow_provider_whop.api.errors.WhopError` where it fails; one that asking again
    cannot mend is an ``AirflowFailException`` too, so that a task ends at once. Lists are lazy. ``send`` and ``asend``
    take any call of ``airflow_provider_whop.api``.

    :param whop_conn_id: id of a connection of type ``whop``.
    """

    conn_name_attr = "whop_conn_id"
    default_conn_name = "whop_default"
    conn_type = "whop"
    hook_name = "Whop"

    # -- messages

    def get_message(self, message_id: str) -> api.messages.Message:
        """Fetch one message. Permission ``chat:read``."""
        return self._send(api.messages.retrieve_message, message_id)

    def update_message(self, message_id: str, **changes: Unpack[api.messages.MessageUpdate]) -> api.messages.Message:
        """
        Edit, pin or unpin a message. Permission ``chat:message:create``.

        :param changes: ``content`` (Markdown), ``attachments`` (file ids, in the place of all that it has),
            ``is_pinned``; what is not given stays as it is.
        :returns: the message as it is now.
        :raises WhopInvalidArgument: nothing is to be changed, or something of a wrong type.
        :raises WhopNotFound: there is no such message, or none that the key may see.
        """
        return self._send(api.messages.update_message, message_id, **changes)

    def delete_message(self, message_id: str, *, missing_ok: bool | str = False) -> bool:
        """
        Delete a message for good. Permissions ``chat:message:create`` and ``chat:read``.

        :param missing_ok: take it for a success that there is no such message.
        """
        return self._send(api.messages.delete_message, message_id, missing_ok=missing_ok)

    def list_messages(
        self, channel_id: str, **options: Unpack[api.messages.MessageListOptions]
    ) -> Iterator[api.messages.Message]:
        """
        Iterate over a channel's messages. Permission ``chat:read``.

        :param channel_id: channel or experience id.
        :param options: ``direction`` (``desc``, the newest first, unless ``asc``); of every list ``first`` (the size of
            a page) and ``after`` (a cursor of Whop's).
        :returns: messages, a page of which is fetched when its first one is asked for.
        :raises WhopNotFound: there is no such channel, or none that the key may see; when the first one is asked for.
        """
        return self._pages(api.messages.list_messages, channel_id, **options)

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

    # -- reactions

    def list_reactions(
        self, resource_id: str, **options: Unpack[api.pages.ListOptions]
    ) -> Iterator[api.reactions.Reaction]:
        """
        Iterate over the reactions to a message. Permission ``chat:read``.

        :param resource_id: the message (or forum post).
        :param options: ``first``, ``after``.
        :returns: reactions, the newest first.
        :raises WhopNotFound: there is no such message, or none that the key may see.
        """
        return self._pages(api.reactions.list_reactions, resource_id, **options)

    def add_reaction(
        self, resource_id: str, emoji: str | None = None, *, poll_option_id: str | None = None
    ) -> api.reactions.Reaction:
        """React to a message (what is there is not added again), or vote in its poll. Permission ``chat:read``."""
        return self._run(
            lambda client: api.reacting.react(resource_id, emoji, poll_option_id, client.ask, client.settings.user_id)
        )

    def remove_reaction(self, reaction_id: str, *, emoji: str | None = None) -> bool:
        """
        Take a reaction back: one's own, or any as an admin. Permission ``chat:read``.

        :param reaction_id: a reaction's id, or a message's together with ``emoji``.
        :param emoji: ``:shortcode:``, or the emoji itself.
        :returns: whether Whop has taken it back.
        :raises WhopNotFound: there is no such reaction; not where an earlier attempt may have taken it back.
        """
        return self._send(api.reactions.delete_reaction, reaction_id, emoji=emoji)

    def poll_result(self, message_id: str) -> api.polls.PollResult:
        """Count the votes in a message's poll. Permission ``chat:read``."""
        return self._run(lambda client: api.polls.poll_result(message_id, client.ask))

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

    # -- the connection form

    def test_connection(self) -> tuple[bool, str]:
        """Tell in a sentence which company the key reaches, what it lacks, or what is wrong with it. Sends nothing."""
        try:
            settings = replace(self._settings("this connection"), max_retries=1)
            from airflow_provider_whop.transport.client import WhopClient

            with WhopClient(settings, self.log) as client:
                return True, client.run(api.checkup.check_up(settings.company_id, client.ask))
        except WhopError as error:
            return False, str(error)

    @classmethod
    def get_connection_form_widgets(cls) -> dict[str, Any]:
        """Give the form's own fields, for Airflow before 3.2."""
        from airflow_provider_whop.hooks import form

        return form.widgets()

    @classmethod
    def get_ui_field_behaviour(cls) -> dict[str, Any]:
        """Give hidden fields, labels and placeholders, for Airflow before 3.2."""
        from airflow_provider_whop.hooks import form

        return form.behaviour()
