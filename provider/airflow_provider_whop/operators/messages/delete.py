"""The operator that deletes a message."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopDeleteMessageOperator(BaseOperator):
    """
    Delete a message for good. Permissions ``chat:message:create`` and ``chat:read``; of others, only as an admin.

    A delete that is repeated, by a retry or a clear, and finds nothing is a success; a first one that finds nothing
    fails, because the id may be wrong. Every argument is templated. Returns the ``message_id``.
    Source: https://docs.whop.com/api-reference/legacy/messages/delete-message

    :param message_id: the message.
    :param missing_ok: take it for a success from the first try on that there is no such message.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopNotFound: there is no such message, or none that the key may see.
    """

    template_fields: Sequence[str] = ("message_id", "missing_ok", "whop_conn_id")
    ui_color = "#ffe5dc"

    def __init__(
        self, *, message_id: str, missing_ok: bool | str = False, whop_conn_id: str = "whop_default", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.message_id = message_id
        self.missing_ok = missing_ok
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> str:
        """Delete the message; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        repeated = getattr(context.get("ti"), "try_number", 1) > 1
        with closing(WhopHook(self.whop_conn_id)) as hook:
            hook.delete_message(self.message_id, missing_ok=repeated or self.missing_ok)
        return self.message_id
