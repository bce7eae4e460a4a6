"""The operator that reads how a poll stands. It does not wait for votes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopGetPollResultOperator(BaseOperator):
    """
    Count the votes in the poll of a message. Permission ``chat:read``.

    It only reads. Every argument is templated. Returns JSON: ``message_id``; ``options`` in their order, each with
    ``id``, ``text`` and ``votes``; ``votes``, those of all options; and ``leading``, the ids of the options with the
    most votes (several where they tie, none where nobody has voted).
    Source: https://docs.whop.com/api-reference/legacy/messages/retrieve-message

    :param message_id: the message that carries the poll.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: the message carries no poll.
    :raises WhopNotFound: there is no such message, or none that the key may see.
    """

    template_fields: Sequence[str] = ("message_id", "whop_conn_id")
    ui_color = "#ffe5dc"

    def __init__(self, *, message_id: str, whop_conn_id: str = "whop_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.message_id = message_id
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Read the poll; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            return hook.poll_result(self.message_id).model_dump(mode="json")
