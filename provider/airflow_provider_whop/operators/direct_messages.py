"""The operator that opens direct messages, for DAGs that write to people in private."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

from airflow_provider_whop.links.channels import WhopChannelLink

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopOpenDirectMessageOperator(BaseOperator):
    """
    Create a conversation with these people, or find the one that there is. Permission ``dms:channel:manage``.

    Whop keeps one for the same people, so running it again is safe. To post there takes ``dms:message:manage``, and
    ``dms:read`` to look for a message whose answer was lost. Every argument is templated. Returns the channel as JSON;
    its ``id`` is a ``channel_id`` to post to.
    Source: https://docs.whop.com/api-reference/legacy/dm-channels/create-dm-channel

    :param with_user_ids: ids (``user_…``), usernames or e-mail addresses, at most 49; one alone may be a text.
    :param company_id: ``biz_…``; by default the connection's.
    :param custom_name: what the conversation is called.
    :param notifications_enabled: whether those people are notified of its messages.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: nobody is named, or a name is empty.
    :raises WhopNotFound: Whop knows nobody of such a name.
    """

    template_fields: Sequence[str] = (
        "with_user_ids",
        "company_id",
        "custom_name",
        "notifications_enabled",
        "whop_conn_id",
    )
    operator_extra_links = (WhopChannelLink(),)
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        with_user_ids: list[str] | str,
        company_id: str | None = None,
        custom_name: str | None = None,
        notifications_enabled: bool | str | None = None,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.with_user_ids = with_user_ids
        self.company_id = company_id
        self.custom_name = custom_name
        self.notifications_enabled = notifications_enabled
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Open the conversation; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            channel = hook.open_direct_channel(
                self.with_user_ids,
                self.company_id,
                custom_name=self.custom_name,
                notifications_enabled=self.notifications_enabled,
            )
            WhopChannelLink.tell(context, hook.channel_page(channel.id))
        return channel.model_dump(mode="json")
