"""A message's files, uploaded when it is certain that the message has to be sent: it never goes without one of them."""

from __future__ import annotations

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.new_messages import Attachment, NewMessage
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading.upload import How, upload
from airflow_provider_whop.api.wire import Steps


def attached(message: NewMessage, promise: Promise, settings: Settings, ask: Ask) -> Steps[NewMessage]:
    """
    Upload the files of a message, and give it with their ids.

    :raises WhopUploadFailed: one of them did not become a file at Whop; the message is not to be sent.
    :raises WhopUnreadableFile: one of them is not there.
    """
    how = How.of(ready_timeout=promise.ready_timeout)
    there = list(message.attachments or ())
    for source in message.files:
        file = yield from upload(source, how, settings, ask)
        there.append(Attachment(id=file.id))
    return message.model_copy(update={"attachments": there or None, "files": ()})
