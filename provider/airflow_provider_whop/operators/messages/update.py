"""The operator that edits, pins and unpins a message."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopUpdateMessageOperator(BaseOperator):
    """
    Edit, pin or unpin a message. Permission ``chat:message:create``, or the one of the channel's kind, as for a post.

    What is not given stays as it is. The same text or pin gives the same message, so running it again is safe; an edit
    that a person made in between is overwritten. Whether others' messages may be edited, is for Whop to say. Every
    argument is templated. Returns the message as JSON.
    Source: https://docs.whop.com/api-reference/legacy/messages/update-message

    :param message_id: the message.
    :param content: its new text, in Markdown.
    :param attachments: ids of files uploaded before, in the place of those that it has; ``[]`` takes all away.
    :param is_pinned: True pins it, False unpins it.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: there is nothing to change.
    :raises WhopNotFound: there is no such message, or none that the key may see.
    """

    template_fields: Sequence[str] = ("message_id", "content", "attachments", "is_pinned", "whop_conn_id")
    template_fields_renderers: ClassVar[dict[str, str]] = {"content": "md", "attachments": "json"}
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        message_id: str,
        content: str | None = None,
        attachments: Sequence[str | dict[str, str]] | None = None,
        is_pinned: bool | str | None = None,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.message_id = message_id
        self.content = content
        self.attachments = attachments
        self.is_pinned = is_pinned
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Change the message; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            message = hook.update_message(
                self.message_id, content=self.content, attachments=self.attachments, is_pinned=self.is_pinned
            )
        return message.model_dump(mode="json")
