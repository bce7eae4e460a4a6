"""Operators that list messages and channels, up to a bound: ids, and whole items only where that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopListMessagesOperator(BaseOperator):
    """
    List the messages of a channel, the newest first. Permission ``chat:read``, or the one of the channel's kind.

    It only reads, page by page, and stops at the bound. Every argument is templated. Returns a list of ids, which later
    tasks can be mapped over; with ``include_content`` a list of the messages as JSON, and so customers' words in XCom.
    Source: https://docs.whop.com/api-reference/legacy/messages/list-messages

    :param channel_id: channel id, or the id of a Chat experience.
    :param limit: the most messages to list, from 1 to 10,000.
    :param direction: ``desc`` for the newest first, ``asc`` for the oldest.
    :param include_content: give whole messages, not only their ids.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: ``limit`` is out of its bounds, or ``direction`` another word.
    :raises WhopNotFound: there is no such channel, or none that the key may see.
    """

    template_fields: Sequence[str] = ("channel_id", "limit", "direction", "include_content", "whop_conn_id")
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        channel_id: str,
        limit: int | str = 100,
        direction: str = "desc",
        include_content: bool | str = False,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.channel_id = channel_id
        self.limit = limit
        self.direction = direction
        self.include_content = include_content
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> list[Any]:
        """List the messages; refusals fail the task at once."""
        from airflow_provider_whop.api.excerpt import Excerpt
        from airflow_provider_whop.hooks.outcomes import airflow_outcomes
        from airflow_provider_whop.hooks.whop import WhopHook

        with airflow_outcomes(), closing(WhopHook(self.whop_conn_id)) as hook:
            wanted = Excerpt.of(limit=self.limit, whole=self.include_content, direction=self.direction)
            found = hook.list_messages(self.channel_id, direction=wanted.direction, first=wanted.page)
            return [wanted.shown(message) for message in islice(found, wanted.limit)]


class WhopListChannelsOperator(BaseOperator):
    """
    List the chat channels of a company, in Whop's order. Permission ``chat:read``.

    It only reads, page by page, and stops at the bound. Every argument is templated. Returns a list of ids, which later
    tasks can be mapped over; with ``include_settings`` a list of the channels with their settings, as JSON.
    Source: https://docs.whop.com/developer/guides/chat, "Manage channels"

    :param company_id: ``biz_…``; by default the connection's.
    :param product_id: ``prod_…``, for the channels of one product.
    :param limit: the most channels to list, from 1 to 10,000.
    :param include_settings: give whole channels, not only their ids.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: ``limit`` is out of its bounds, or no company is named.
    :raises WhopNotFound: there is no such company, or none that the key may see.
    """

    template_fields: Sequence[str] = ("company_id", "product_id", "limit", "include_settings", "whop_conn_id")
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        company_id: str | None = None,
        product_id: str | None = None,
        limit: int | str = 100,
        include_settings: bool | str = False,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.company_id = company_id
        self.product_id = product_id
        self.limit = limit
        self.include_settings = include_settings
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> list[Any]:
        """List the channels; refusals fail the task at once."""
        from airflow_provider_whop.api.excerpt import Excerpt
        from airflow_provider_whop.hooks.outcomes import airflow_outcomes
        from airflow_provider_whop.hooks.whop import WhopHook

        with airflow_outcomes(), closing(WhopHook(self.whop_conn_id)) as hook:
            wanted = Excerpt.of(limit=self.limit, whole=self.include_settings)
            found = hook.list_channels(self.company_id, product_id=self.product_id, first=wanted.page)
            return [wanted.shown(channel) for channel in islice(found, wanted.limit)]
