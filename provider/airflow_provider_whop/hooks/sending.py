"""The part of the hook that posts messages, each exactly once, and pushes at most once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Unpack

from airflow_provider_whop import api
from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.hooks.bulk import Bulk, BulkMessage, all_of, places
from airflow_provider_whop.hooks.clients import ClientsHook
from airflow_provider_whop.hooks.outcomes import airflow_outcomes
from airflow_provider_whop.hooks.push import Push, PushOptions
from airflow_provider_whop.hooks.send import Send, SendOptions, joined


class SendingHook(ClientsHook):
    """What a hook needs to write to people."""

    def send_message(self, channel_id: str, content: str, **options: Unpack[SendOptions]) -> SentMessage:
        """
        Post a message exactly once; on which Airflow that means what, is told in docs/delivery.md.

        Permission ``chat:message:create``; and ``chat:read``, to look for a message whose answer was lost.

        :param channel_id: channel or experience id.
        :param content: Markdown.
        :param options: ``attachments`` (file ids), ``files`` (uploaded when the message has to be sent, with
            ``allowed_root``, ``allowed_schemes``, ``ready_timeout`` as ``upload_file`` has them),
            ``auto_detect_links``, ``poll``, ``replying_to_message_id``;
            ``key``, which names the message within the task, and is needed where another try of the task may send
            others; ``on_ambiguous``, ``settle`` (seconds), ``reconcile_pages``, ``on_long``, ``marker``: see
            :class:`~airflow_provider_whop.api.delivery.promise.Promise`.
        :returns: the message; of several that a long text took, the first, with the ids of all in ``parts``.
        :raises WhopAmbiguous: it may be there, and that cannot be told.
        """
        with airflow_outcomes():
            sends = Send.here(channel_id, content, options)
        return joined([self._sent(send) for send in sends])

    async def asend_message(self, channel_id: str, content: str, **options: Unpack[SendOptions]) -> SentMessage:
        """Do the same as ``send_message``, awaited."""
        with airflow_outcomes():
            sends = Send.here(channel_id, content, options)
        return joined([await self._asent(send) for send in sends])

    def send_messages(self, messages: Iterable[BulkMessage | Mapping[str, Any]]) -> list[SentMessage]:
        """
        Post many messages, each exactly once, one after the other; see docs/bulk.md.

        All are attempted. A later try of the task sends those that are missing, and no other. Permissions
        ``chat:message:create`` and ``chat:read``, as for one.

        :param messages: each with ``channel_id``, ``content`` and what ``send_message`` takes. Where several go to one
            channel, each needs a ``key``.
        :returns: the messages in their order.
        :raises WhopNotAllSent: some could not be sent; a retry may help where it may help one of them.
        :raises WhopInvalidArgument: one of them cannot be sent as it is, or two cannot be told apart; none is sent.
        """
        with airflow_outcomes():
            bulk = Bulk(messages)
        for number, sends in enumerate(bulk.sends):
            with bulk.attempt(number):
                bulk.sent(number, joined([self._sent(send) for send in sends]))
        with airflow_outcomes():
            return bulk.outcome()

    async def asend_messages(
        self, messages: Iterable[BulkMessage | Mapping[str, Any]], *, concurrency: int = 10
    ) -> list[SentMessage]:
        """
        Do the same as ``send_messages``, several at a time.

        :param concurrency: the most messages that are under way at once.
        """
        with airflow_outcomes():
            bulk, free = Bulk(messages), places(concurrency)

        async def send(number: int, sends: list[Send]) -> None:
            async with free:
                with bulk.attempt(number):
                    bulk.sent(number, joined([await self._asent(one) for one in sends]))

        await all_of(send(number, sends) for number, sends in enumerate(bulk.sends))
        with airflow_outcomes():
            return bulk.outcome()

    def recover_message(self, channel_id: str, **options: Unpack[SendOptions]) -> SentMessage | None:
        """
        Give the message that an earlier try of the task has sent under this ``key``, whatever its text; sends nothing.

        For a task whose text costs something to make and is another one each time. Permission ``chat:read``.

        :param options: those that the message is sent with, a ``key`` among them.
        :returns: None where it is not there, or no earlier try is known of; before Airflow 3.3 only a ``marker`` tells.
        :raises WhopAmbiguous: it may be there, and that cannot be told.
        :raises WhopInvalidArgument: it has no ``key``, or is to be split: of how many messages it was, is not known.
        """
        with airflow_outcomes():
            send = Send.again(channel_id, options)
        earlier = send.journal.recall()
        return self._run(lambda client: send.recovery(client.settings, client.ask, earlier), send.journal.keep)

    def send_push_notification(
        self, title: str, content: str, **options: Unpack[PushOptions]
    ) -> api.notifications.Pushed:
        """
        Push to the users of an experience or the team of a company, at most once; see docs/push.md.

        Permission ``notification:create``, and a key that acts for an app.

        :param options: ``experience_id`` or ``company_id`` (by default the connection's); ``subtitle``,
            ``icon_user_id``, ``rest_path``, ``user_ids``; ``key`` and ``on_ambiguous`` (``fail``, ``resend``).
        :raises WhopAmbiguous: it may have been delivered, and nothing can tell.
        """
        with airflow_outcomes():
            push = Push.here(title, content, options, self.get_conn().settings)
        earlier = push.journal.recall()
        return self._run(lambda client: push.steps(client.settings, earlier), push.journal.keep)

    def _sent(self, send: Send) -> SentMessage:
        with airflow_outcomes(), send.alone():
            earlier = send.journal.recall()
            return self._run(lambda client: send.steps(client.settings, client.ask, earlier), send.journal.keep)

    async def _asent(self, send: Send) -> SentMessage:
        with airflow_outcomes(), send.alone():
            earlier = await send.journal.arecall()
            return await self._arun(lambda client: send.steps(client.settings, client.ask, earlier), send.journal.akeep)
