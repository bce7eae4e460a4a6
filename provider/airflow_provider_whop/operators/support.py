"""The operator that opens support channels, for DAGs that write to a customer first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

from airflow_provider_whop.links.channels import WhopChannelLink

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopOpenSupportChannelOperator(BaseOperator):
    """
    Create the support channel of a user, or find the one that there is. Permission ``support_chat:create``.

    Whop keeps one channel for each user of a company, so running it again is safe. Every argument is templated. Returns
    the channel as JSON; its ``id`` is a ``channel_id`` to post to.
    Source: https://docs.whop.com/developer/guides/chat, "Support channels"

    :param user_id: ``user_…`` or username of the customer.
    :param company_id: ``biz_…``; by default the connection's.
    :param custom_name: what the channel is called where it is made.
    :param notifications_enabled: whether the customer is notified of its messages, where it is made.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: neither the task nor the connection names a company, or ``user_id`` is empty.
    :raises WhopNotFound: Whop knows no such user.
    """

    template_fields: Sequence[str] = (
        "user_id",
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
        user_id: str,
        company_id: str | None = None,
        custom_name: str | None = None,
        notifications_enabled: bool | str | None = None,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.user_id = user_id
        self.company_id = company_id
        self.custom_name = custom_name
        self.notifications_enabled = notifications_enabled
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:  # Airflow's signature
        """Open the channel; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            channel = hook.open_support_channel(
                self.user_id,
                self.company_id,
                custom_name=self.custom_name,
                notifications_enabled=self.notifications_enabled,
            )
            WhopChannelLink.tell(context, hook.channel_page(channel.id))
        return channel.model_dump(mode="json")
