"""The operator that posts a message: it renders templates, hands over to the hook, and returns JSON."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.common.compat.sdk import BaseOperator

from airflow_provider_whop.links.channels import WhopChannelLink

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_whop.api.delivery.promise import OnAmbiguous
    from airflow_provider_whop.api.delivery.record import SentMessage
    from airflow_provider_whop.api.splitting.parts import OnLong
    from airflow_provider_whop.hooks.files import Given
    from airflow_provider_whop.hooks.send import SendOptions
    from airflow_provider_whop.hooks.whop import WhopHook


class WhopSendMessageOperator(BaseOperator):
    """
    Post a message to a chat, direct-message or support channel, exactly once.

    On which Airflow that means what, is told in docs/delivery.md. Permission ``chat:message:create``; and
    ``chat:read``, to look for a message whose answer was lost. Every argument is templated. Returns the message as
    JSON, with its ``channel_id``, ``delivery`` (``sent``, ``adopted``, ``replayed``), ``attempts``,
    ``reconciled_pages`` and ``parts``.
    Source: https://docs.whop.com/api-reference/messages/create-message

    :param channel_id: channel id, or the id of a Chat experience.
    :param content: the text, in Markdown. Exactly one of ``content`` and ``content_file``.
    :param content_file: a Markdown file beside the DAG (or on its ``template_searchpath``), rendered as a template.
    :param attachments: ids of files uploaded before.
    :param files: files to upload and attach: paths below ``allowed_root``, or URLs of object storages (``s3://…``).
        They are uploaded when the message has to be sent, and it never goes without one of them; see docs/files.md.
    :param allowed_root: the folder that local files must lie below; by default Airflow's DAG folder.
    :param allowed_schemes: the object storages that files may come from, by default ``s3`` and ``gs``; ``[]`` for none.
    :param ready_timeout: seconds to wait until Whop has processed an uploaded file.
    :param poll: ``{"options": [{"id": "1", "text": "…"}, …]}``, or just the list of texts.
    :param replying_to_message_id: the message that this one answers.
    :param auto_detect_links: whether addresses in the text get a preview.
    :param key: names the message within the task run, for Whop and for Airflow; by default there is only one.
    :param on_ambiguous: when an answer was lost: ``reconcile`` looks for the message in its channel before it is sent
        again, ``fail`` fails the task, ``resend`` sends again and may send twice.
    :param settle: seconds after which a message that Whop took shows in its channel.
    :param reconcile_pages: the most pages of the channel to look through, at one time.
    :param on_long: when the text has more than 5,000 characters: ``fail`` fails the task before anything is sent,
        ``split`` posts it as several messages, each of them exactly once and one after the other, ``attach`` posts its
        beginning with all of it as a file; see docs/messages.md.
    :param marker: end the text with an invisible mark (zero-width characters), by which the message is known for
        certain; for mapped tasks that send the same words to the same channel.
    :param whop_conn_id: connection of type ``whop``.
    :raises WhopInvalidArgument: it cannot be sent as it is; before anything is sent.
    :raises WhopUnreadableFile: a file is not there, or changed while it was read.
    :raises WhopUploadFailed: the storage did not take a file, or Whop made nothing of it.
    :raises WhopNotFound: there is no such channel, or none that the key may see.
    :raises WhopAmbiguous: it may be in its channel, and that cannot be told; nothing more is sent.
    :raises AirflowFailException: there is no file ``content_file``.
    :raises ValueError: where the DAG is written: not exactly one of ``content`` and ``content_file``.
    """

    template_fields: Sequence[str] = (
        "channel_id",
        "content",
        "content_file",
        "attachments",
        "files",
        "allowed_root",
        "allowed_schemes",
        "ready_timeout",
        "poll",
        "replying_to_message_id",
        "auto_detect_links",
        "key",
        "on_ambiguous",
        "settle",
        "reconcile_pages",
        "on_long",
        "marker",
        "whop_conn_id",
    )
    template_fields_renderers: ClassVar[dict[str, str]] = {
        "content": "md",
        "attachments": "json",
        "files": "json",
        "poll": "json",
    }
    operator_extra_links = (WhopChannelLink(),)
    ui_color = "#ffe5dc"

    def __init__(
        self,
        *,
        channel_id: str,
        content: str | None = None,
        content_file: str | None = None,
        attachments: Sequence[str | dict[str, str]] | None = None,
        files: Sequence[Given] | Given | None = None,
        allowed_root: str | None = None,
        allowed_schemes: Sequence[str] | None = None,
        ready_timeout: float | str = 300.0,
        poll: dict[str, Any] | Sequence[str] | None = None,
        replying_to_message_id: str | None = None,
        auto_detect_links: bool | str | None = None,
        key: str | None = None,
        on_ambiguous: OnAmbiguous = "reconcile",
        settle: float | str = 15.0,
        reconcile_pages: int | str = 10,
        on_long: OnLong = "fail",
        marker: bool | str = False,
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
        self.files = files
        self.allowed_root = allowed_root
        self.allowed_schemes = allowed_schemes
        self.ready_timeout = ready_timeout
        self.poll = poll
        self.replying_to_message_id = replying_to_message_id
        self.auto_detect_links = auto_detect_links
        self.key = key
        self.on_ambiguous = on_ambiguous
        self.settle = settle
        self.reconcile_pages = reconcile_pages
        self.on_long = on_long
        self.marker = marker
        self.whop_conn_id = whop_conn_id

    def execute(self, context: Context) -> dict[str, Any]:
        """Post the message; refusals fail the task at once."""
        from airflow_provider_whop.hooks.whop import WhopHook

        with closing(WhopHook(self.whop_conn_id)) as hook:
            WhopChannelLink.tell(context, hook.channel_page(self.channel_id))
            message = self._post(hook, context)
        return {"channel_id": self.channel_id, **message.model_dump(mode="json")}

    def _post(self, hook: WhopHook, context: Context) -> SentMessage:
        return hook.send_message(self.channel_id, self._text(context), **self._options())

    def _options(self) -> SendOptions:
        return {
            "attachments": self.attachments,
            "files": self.files,
            "allowed_root": self.allowed_root,
            "allowed_schemes": self.allowed_schemes,
            "ready_timeout": self.ready_timeout,
            "poll": self.poll,
            "replying_to_message_id": self.replying_to_message_id,
            "auto_detect_links": self.auto_detect_links,
            "key": self.key or "message",
            "on_ambiguous": self.on_ambiguous,
            "settle": self.settle,
            "reconcile_pages": self.reconcile_pages,
            "on_long": self.on_long,
            "marker": self.marker,
        }

    def _text(self, context: Context) -> Any:
        if self.content_file is None:
            return self.content
        from airflow_provider_whop.operators.content_file import rendered

        return rendered(self, self.content_file, context)
