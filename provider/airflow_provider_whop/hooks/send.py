"""A text on its way out of Airflow, as one message or several: what is promised of each, and its place in the task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, Self, TypedDict

from airflow.providers.common.compat.sdk import get_current_context

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.promise import OnAmbiguous, Promise
from airflow_provider_whop.api.delivery.record import SentMessage
from airflow_provider_whop.api.delivery.recovering import recover
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import WhopInvalidArgument
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.splitting.messages import as_messages
from airflow_provider_whop.api.splitting.parts import OnLong
from airflow_provider_whop.api.wire import Steps
from airflow_provider_whop.hooks.files import ALLOWED, Given, sources
from airflow_provider_whop.hooks.journal import Journal, Nothing, Unwritten
from airflow_provider_whop.hooks.place import Place, nowhere, place_of
from airflow_provider_whop.hooks.rivals import rivals
from airflow_provider_whop.hooks.running import SEND, running


class SendOptions(TypedDict, total=False):
    """What else may be said of a message: what it holds beside its text, and how it is to be delivered."""

    attachments: Sequence[str | dict[str, str]] | None
    files: Sequence[Given] | Given | None
    allowed_root: str | Path | None
    allowed_schemes: Sequence[str] | str | None
    poll: dict[str, Any] | Sequence[str] | None
    replying_to_message_id: str | None
    auto_detect_links: bool | str | None
    key: str | None
    on_ambiguous: OnAmbiguous
    settle: float | str
    reconcile_pages: int | str
    on_long: OnLong
    ready_timeout: float | str
    marker: bool | str


class Send(NamedTuple):
    """A message that is checked, and has its place in the running task."""

    message: NewMessage
    promise: Promise
    journal: Journal | Nothing | Unwritten
    others: Others

    @classmethod
    def here(cls, channel_id: str, content: str, options: SendOptions) -> list[Self]:
        """Take a place in the running task for each message; outside one, it is sent for the first time."""
        whole, how, key = _asked(channel_id, content, options)
        promise = Promise.of(key=nowhere(), **how)
        messages = as_messages(whole, promise)
        context = task_context()
        if context is None:
            return cls._outside(messages, promise)
        doubt = rivals(context, in_parts=len(messages) > 1)
        task = running(context)
        kinds = [SEND, *(f"part {number} of" if key else SEND for number in range(2, len(messages) + 1))]
        names = [task.next_name(key, kind) for kind in kinds]
        known = {"same_text": key is None, "doubt": doubt}
        return [cls._of(context, name, message, how, **known) for name, message in zip(names, messages, strict=True)]

    @classmethod
    def _outside(cls, messages: list[NewMessage], promise: Promise) -> list[Self]:
        promises = [promise, *(promise.model_copy(update={"key": nowhere()}) for _ in messages[1:])]
        others = Others()
        return [cls(message, named, Nothing(), others) for message, named in zip(messages, promises, strict=True)]

    @classmethod
    def _of(
        cls, context: Any, name: str, message: NewMessage, how: dict[str, Any], *, same_text: bool, doubt: bool
    ) -> Self:
        task, place = running(context), place_of(context, name)
        journal = Journal(place, task)
        known = {"key": place.key, "generation": place.generation, "same_text": same_text}
        return cls(message, Promise.of(**known, rivals=doubt or journal.vague, **how), journal, task.sends)

    @classmethod
    def bulk_name(cls) -> str:
        """Name many messages that are sent together, the same on every try of the task."""
        context = task_context()
        return running(context).next_name(None) if context is not None else "send"

    @classmethod
    def again(cls, channel_id: str, options: SendOptions) -> Self:
        """Take the place of a message whose text is not known; its key stands there instead."""
        key = options.get("key")
        if not key:
            raise WhopInvalidArgument("key: a message whose text is not known needs one.", param="key")
        if options.get("on_long") == "split":
            raise WhopInvalidArgument(
                "on_long: nobody knows of how many messages a text was. Send it again instead: what is there stays.",
                param="on_long",
            )
        (send,) = cls.here(channel_id, key, options)
        return send

    @classmethod
    def of_callback(cls, place: Place, since: float, channel_id: str, content: str, options: SendOptions) -> Self:
        """
        Take a place that Airflow may come to twice, in processes that know nothing of each other.

        :param since: when the first of them can first have sent it, in Unix seconds.
        """
        message, how, _ = _asked(channel_id, content, options)
        promise = Promise.of(key=place.key, generation=place.generation, marker=True, repeated=True, **how)
        return cls(message, promise, Unwritten(place, since), Others())

    def alone(self) -> AbstractContextManager[None]:
        """Keep another send under the same key from beginning meanwhile: both would find nothing, and post."""
        return self.others.alone(self.promise.key)

    def steps(self, settings: Settings, ask: Ask, earlier: Mapping[str, Any] | None) -> Steps[SentMessage]:
        """Give the conversation that delivers it."""
        return deliver(self.message, self.promise, settings, ask, earlier, others=self.others)

    def recovery(self, settings: Settings, ask: Ask, earlier: Mapping[str, Any] | None) -> Steps[SentMessage | None]:
        """Give the conversation that finds out what an earlier try delivered."""
        return recover(self.message, self.promise, settings, ask, earlier, others=self.others)


def _asked(channel_id: str, content: str, options: SendOptions) -> tuple[NewMessage, dict[str, Any], str | None]:
    """Check a message; give how it is to be delivered and the key that the DAG author gave, too."""
    asked: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    key = asked.pop("key", None)
    asked["files"] = sources(asked.pop("files", ()), **{name: asked.pop(name, None) for name in ALLOWED})
    how = {name: asked.pop(name) for name in Promise.model_fields if name in asked}
    return NewMessage.of(channel_id=channel_id, content=content, **asked), how, key


def joined(sent: list[SentMessage]) -> SentMessage:
    """Give the first of the messages that a text took, with the ids of all where there are several."""
    ids = tuple(message.id for message in sent)
    return sent[0].model_copy(update={"parts": ids}) if ids[1:] else sent[0]


def task_context() -> Any:
    """Give what Airflow tells the running task; None outside one."""
    try:
        return get_current_context()
    except Exception:  # noqa: BLE001  # RuntimeError in Airflow 3, AirflowException in Airflow 2
        return None
