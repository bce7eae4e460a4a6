"""WhopHook: an Airflow connection as a Whop client, with a method for what people do by hand in a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

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

    def update_message(self, message_id: str, **changes: Any) -> api.messages.Message:
        """Change ``content``, ``attachments`` or ``is_pinned``. Permission ``chat:message:create``."""
        return self._send(api.messages.update_message, message_id, **changes)

    def delete_message(self, message_id: str, *, missing_ok: bool | str = False) -> bool:
        """
        Delete a message for good. Permissions ``chat:message:create`` and ``chat:read``.

        :param missing_ok: take it for a success that there is no such message.
        """
        return self._send(api.messages.delete_message, message_id, missing_ok=missing_ok)

    def list_messages(self, channel_id: str, **options: Any) -> Iterator[api.messages.Message]:
        """Iterate over a channel's messages, newest first unless ``direction="asc"``. Permission ``chat:read``."""
        return self._pages(api.messages.list_messages, channel_id, **options)

    # -- chat channels

    def list_channels(self, company_id: str | None = None, **options: Any) -> Iterator[api.channels.ChatChannel]:
        """Iterate over the chat channels of a company, by default the connection's. Permission ``chat:read``."""
        return self._pages(api.channels.list_chat_channels, self._company(company_id), **options)

    def get_channel(self, channel_id: str) -> api.channels.ChatChannel:
        """Fetch one chat channel. Permission ``chat:read``."""
        return self._send(api.channels.retrieve_chat_channel, channel_id)

    def channel_page(self, channel_id: str) -> str | None:
        """Tell where people see a channel, as the connection says; None where it does not. Asks nobody."""
        with airflow_outcomes():
            settings = self.get_conn().settings
        return api.address.channel_page(settings.base_url, settings.channel_url, channel_id)

    def update_channel(self, channel_id: str, **settings: Any) -> api.moderation.Moderated:
        """
        Bring a channel to these settings; sends only what differs. Permissions ``chat:read``, ``chat:moderate``.

        :param settings: any of ``api.channels.ChannelSettings``.
        """
        return self._run(
            lambda client: api.moderation.bring_to(channel_id, api.channels.ChannelSettings.of(**settings), client.ask)
        )

    # -- support channels

    def list_support_channels(
        self, company_id: str | None = None, **options: Any
    ) -> Iterator[api.support_channels.SupportChannel]:
        """Iterate over support channels (``open``, ``order``, ``direction``). Permission ``support_chat:read``."""
        company = company_id or self.get_conn().settings.company_id
        return self._pages(api.support_channels.list_support_channels, company, **options)

    def get_support_channel(self, channel_id: str) -> api.support_channels.SupportChannel:
        """Fetch one support channel. Permission ``support_chat:read``."""
        return self._send(api.support_channels.retrieve_support_channel, channel_id)

    def open_support_channel(
        self, user_id: str, company_id: str | None = None, **options: Any
    ) -> api.support_channels.SupportChannel:
        """Create or find the support channel of a user (id or username). Permission ``support_chat:create``."""
        return self._send(api.support_channels.create_support_channel, self._company(company_id), user_id, **options)

    # -- reactions

    def list_reactions(self, resource_id: str, **options: Any) -> Iterator[api.reactions.Reaction]:
        """Iterate over the reactions to a message, newest first. Permission ``chat:read``."""
        return self._pages(api.reactions.list_reactions, resource_id, **options)

    def add_reaction(
        self, resource_id: str, emoji: str | None = None, *, poll_option_id: str | None = None
    ) -> api.reactions.Reaction:
        """React to a message (what is there is not added again), or vote in its poll. Permission ``chat:read``."""
        return self._run(
            lambda client: api.reacting.react(resource_id, emoji, poll_option_id, client.ask, client.settings.user_id)
        )

    def remove_reaction(self, reaction_id: str, **options: Any) -> bool:
        """Take a reaction back, by its id, or by a message's id and ``emoji``. Permission ``chat:read``."""
        return self._send(api.reactions.delete_reaction, reaction_id, **options)

    def poll_result(self, message_id: str) -> api.polls.PollResult:
        """Count the votes in a message's poll. Permission ``chat:read``."""
        return self._run(lambda client: api.polls.poll_result(message_id, client.ask))

    # -- direct messages

    def list_direct_channels(
        self, company_id: str | None = None, **options: Any
    ) -> Iterator[api.direct_messages.DirectChannel]:
        """Iterate over one's own conversations, the most recently active first. Permission ``dms:read``."""
        company = company_id or self.get_conn().settings.company_id
        return self._pages(api.direct_messages.list_direct_channels, company, **options)

    def open_direct_channel(
        self, with_user_ids: list[str] | str, company_id: str | None = None, **options: Any
    ) -> api.direct_messages.DirectChannel:
        """Create or find the conversation with these people. Permission ``dms:channel:manage``."""
        company = company_id or self.get_conn().settings.company_id
        return self._send(api.direct_messages.create_direct_channel, with_user_ids, company_id=company, **options)

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
