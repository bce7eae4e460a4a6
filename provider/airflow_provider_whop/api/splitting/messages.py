"""One message with a long text as several messages: which is the reply, and which has the poll; or as a file."""

from __future__ import annotations

from airflow_provider_whop.api.delivery.marker import mark_of
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.api.splitting.parts import LONGEST, beginning, in_parts
from airflow_provider_whop.api.uploading.memory import InMemory


def as_messages(whole: NewMessage, promise: Promise) -> list[NewMessage]:
    """
    Make messages of it, in their order: the first is the reply and has the files, the last has the poll.

    So nothing is posted before the files are uploaded.

    :raises WhopInvalidArgument: the text is too long, and is not to be split.
    """
    room = LONGEST - (len(mark_of("")) if promise.marker else 0)
    if promise.on_long == "attach" and len(whole.content) > room:
        return [_attached(whole)]
    texts = in_parts(whole.content, promise.on_long, room)
    last = len(texts) - 1
    return [_part(whole, text, first=number == 0, last=number == last) for number, text in enumerate(texts)]


def _attached(whole: NewMessage) -> NewMessage:
    text = InMemory("message.md", whole.content.encode(), "the text")
    return whole.model_copy(update={"content": beginning(whole.content), "files": (*whole.files, text)})


def _part(whole: NewMessage, text: str, *, first: bool, last: bool) -> NewMessage:
    of_the_first = {} if first else {"replying_to_message_id": None, "attachments": None, "files": ()}
    of_the_last = {} if last else {"poll": None}
    return whole.model_copy(update={"content": text, **of_the_first, **of_the_last})
