"""A notifier: a message to a Whop channel from Airflow's callbacks. It hangs no callback and fails no task."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from copy import copy
from typing import TYPE_CHECKING, Any, Literal

from airflow.providers.common.compat.sdk import BaseNotifier

if TYPE_CHECKING:
    from airflow.providers.common.compat.sdk import Context

    from airflow_provider_whop.hooks.send import Send, SendOptions

LONGEST = 60.0


class WhopNotifier(BaseNotifier):
    """
    Post a message when a task or a run succeeds, fails, is retried, misses its deadline, or waits for a person.

    For ``on_failure_callback`` and the other callbacks of tasks and DAGs, for ``DeadlineAlert`` (Airflow 3.1), and for
    ``notifiers`` of HITL operators. One call gives at most one message, though Airflow make it twice: the message is
    named after dag, run, task, map index, try and state, carries the name as an invisible mark, and is looked for in
    the channel before it is sent. What goes wrong is one line in the log; the task's state is not touched. Permissions
    ``chat:message:create``, and ``chat:read`` to look.

    :param channel_id: channel id, or the id of a Chat experience. (templated)
    :param content: the text, in Markdown; by default it says which task of which run has come to what, with the link
        to its log. (templated)
    :param attachments: ids of files uploaded before. (templated)
    :param replying_to_message_id: the message that this one answers. (templated)
    :param auto_detect_links: whether addresses in the text get a preview. (templated)
    :param on_ambiguous: ``reconcile`` looks for the message and never sends it twice, so that none may come where
        Whop's answer is lost; ``resend`` does not look and may send it twice.
    :param timeout: seconds that the delivery may take altogether, from when Airflow has given the connection.
    :param whop_conn_id: connection of type ``whop``. (templated)
    """

    template_fields: Sequence[str] = (
        "channel_id",
        "content",
        "attachments",
        "replying_to_message_id",
        "auto_detect_links",
        "whop_conn_id",
    )

    def __init__(
        self,
        *,
        channel_id: str,
        content: str | None = None,
        attachments: Sequence[str | dict[str, str]] | None = None,
        replying_to_message_id: str | None = None,
        auto_detect_links: bool | str | None = None,
        on_ambiguous: Literal["reconcile", "resend"] = "reconcile",
        timeout: float = 10.0,
        whop_conn_id: str = "whop_default",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)  # Airflow 3.1 and later give a context
        if on_ambiguous not in ("reconcile", "resend"):
            raise ValueError('WhopNotifier: on_ambiguous must be "reconcile" or "resend".')
        if not 0 < timeout <= LONGEST:
            raise ValueError(f"WhopNotifier: timeout must be more than 0 and at most {LONGEST:g} seconds.")
        self.channel_id = channel_id
        self.content = content
        self.attachments = attachments
        self.replying_to_message_id = replying_to_message_id
        self.auto_detect_links = auto_detect_links
        self.on_ambiguous = on_ambiguous
        self.timeout = timeout
        self.whop_conn_id = whop_conn_id
        self._written = content

    def __call__(self, *args: Any) -> None:
        """Render and send, on a copy: one notifier stands in several tasks, and rendering cannot be undone."""
        with self._heard(args[0]):
            super(WhopNotifier, copy(self)).__call__(*args)

    def __await__(self) -> Generator[Any, None, None]:
        """Do the same on an event loop, for a deadline's callback."""
        return super(WhopNotifier, copy(self)).__await__()

    def notify(self, context: Context) -> None:
        """Send."""
        from airflow_provider_whop.hooks.callback import CallbackHook

        with self._heard(context), closing(CallbackHook(self.whop_conn_id, self.timeout)) as hook:
            hook.deliver(self._send(context))

    async def async_notify(self, context: Context) -> None:
        """Send, awaited."""
        from airflow_provider_whop.hooks.callback import CallbackHook

        hook = CallbackHook(self.whop_conn_id, self.timeout)
        with self._heard(context):
            try:
                await hook.adeliver(self._send(context))
            finally:
                await hook.aclose()

    def get_template_env(self, dag: Any = None) -> Any:
        """Do without the DAG where it is the one of Airflow's database, as in ``dag.test()``: that one makes none."""
        return super().get_template_env(dag if hasattr(dag, "get_template_env") else None)

    def _send(self, context: Any) -> Send:
        """Describe the message and its place: the same for both ways to send it."""
        from airflow_provider_whop.hooks.place import Place
        from airflow_provider_whop.hooks.send import Send
        from airflow_provider_whop.notifications.occasion import occasion_of
        from airflow_provider_whop.notifications.text import text_of

        known = occasion_of(context)
        place = Place(known.identity, known.name(self.channel_id, self._written), 0, retry=True, began=known.run_began)
        text = text_of(known) if self.content is None else self.content
        return Send.of_callback(place, known.since(), self.channel_id, text, self._options())

    def _options(self) -> SendOptions:
        return {
            "attachments": self.attachments,
            "replying_to_message_id": self.replying_to_message_id,
            "auto_detect_links": self.auto_detect_links,
            "on_ambiguous": self.on_ambiguous,
            "settle": self.timeout,
        }

    @contextmanager
    def _heard(self, context: Any) -> Iterator[None]:
        """
        Say in one line what went wrong.

        A HITL operator would fail of it. The callback of a deadline has a state of its own, which should tell the
        truth, and no task.
        """
        try:
            yield
        except Exception as failed:
            if isinstance(context, dict) and "deadline" in context:
                raise
            from airflow_provider_whop.notifications.failure import sentence

            self.log.error("%s", sentence(failed))  # noqa: TRY400  # its traceback would only push the sentence up


send_whop_notification = WhopNotifier
