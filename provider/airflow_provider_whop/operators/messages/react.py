"""The operator that reacts to a message, or votes in its poll."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopAddReactionOperator(BaseOperator):
    """
    React to a message, or vote in its poll. Permission ``chat:read``.

    Where the connection knows its ``user_id``, the reactions are read first, up to the newest 1,000, and one that is
    there is not added again. Whop tells emojis by shortcode: give the shortcode, and a repeat is known for what it is.
    A vote is given on every try; what Whop makes of a second one is not documented. Every argument is templated.
    Returns the reaction as JSON.
    Source: https://docs.whop.com/developer/guides/chat, "React to a message"

    :param resource_id: the message (or forum post).
    :param emoji: ``:shortcode:``, or the emoji itself. Exactly one of ``emoji`` and ``poll_option_id``.
    :param poll_option_id: ``"1"``, ``"2"``, …: the option to vote for.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: not exactly one of the two was given.
    :raises WhopNotFound: there is no such message, or none that the key may see.
    """

    template_fields: Sequence[str] = ("resource_id", "emoji", "poll_option_id", "whop_conn_id")
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        resource_id: str,
        emoji: str | None = None,
        poll_option_id: str | None = None,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.resource_id = resource_id
        self.emoji = emoji
        self.poll_option_id = poll_option_id
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Add the reaction; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            reaction = hook.add_reaction(self.resource_id, self.emoji, poll_option_id=self.poll_option_id)
        return reaction.model_dump(mode="json")
