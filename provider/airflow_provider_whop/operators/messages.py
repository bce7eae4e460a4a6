"""Operators that write messages: they render templates, hand over to the hook, and return JSON for XCom."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.common.compat.sdk import BaseOperator

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context


class WhopSendMessageOperator(BaseOperator):
    """
    Post a message to a chat, direct-message or support channel. Permission ``chat:message:create``.

    Every argument is templated. Returns the message as JSON, with its ``channel_id``.
    Source: https://docs.whop.com/api-reference/messages/create-message

    :param channel_id: channel id, or the id of a Chat experience.
    :param content: the text, in Markdown. Exactly one of ``content`` and ``content_file``.
    :param content_file: a Markdown file beside the DAG (or on its ``template_searchpath``), rendered as a template.
    :param attachments: ids of files uploaded before.
    :param poll: ``{"options": [{"id": "1", "text": "…"}, …]}``, or just the list of texts.
    :param replying_to_message_id: the message that this one answers.
    :param auto_detect_links: whether addresses in the text get a preview.
    :param whop_conn_id: connection of type ``whop``.
    """

    template_fields: Sequence[str] = (
        "channel_id",
        "content",
        "content_file",
        "attachments",
        "poll",
        "replying_to_message_id",
        "auto_detect_links",
        "whop_conn_id",
    )
    template_fields_renderers: ClassVar[dict[str, str]] = {"content": "md", "attachments": "json", "poll": "json"}
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        channel_id: str,
        content: str | None = None,
        content_file: str | None = None,
        attachments: Sequence[str | dict[str, str]] | None = None,
        poll: dict[str, Any] | Sequence[str] | None = None,
        replying_to_message_id: str | None = None,
        auto_detect_links: bool | str | None = None,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if (content is None) == (content_file is None):
            raise ValueError(f"{self.task_id}: give exactly one of content and content_file.")
        self.channel_id = channel_id
        self.content = content
        self.content_file = content_file
        self.attachments = attachments
        self.poll = poll
        self.replying_to_message_id = replying_to_message_id
        self.auto_detect_links = auto_detect_links
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Post the message; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            message = hook.send_message(
                self.channel_id,
                self._text(context),
                attachments=self.attachments,
                poll=self.poll,
                replying_to_message_id=self.replying_to_message_id,
                auto_detect_links=self.auto_detect_links,
            )
        return {"channel_id": self.channel_id, **message.model_dump(mode="json")}

    def _text(self, context: Context) -> Any:
        if self.content_file is None:
            return self.content
        from airflow_provider_whop.operators.content_file import rendered

        return rendered(self, self.content_file, context)
