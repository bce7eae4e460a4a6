"""The part of the hook that reads and changes messages, and what people answer to them: reactions and votes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from airflow_provider_whop import api
from airflow_provider_whop.hooks.clients import ClientsHook


class MessagesHook(ClientsHook):
    """What a hook needs to deal with the messages that are there."""

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
