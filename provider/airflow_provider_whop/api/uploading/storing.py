"""One parcel of bytes on its way to the storage: sent again while that may help. The storage keeps it whole or not."""

from __future__ import annotations

from typing import cast

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import told
from airflow_provider_whop.api.errors import WhopUploadFailed
from airflow_provider_whop.api.files import File
from airflow_provider_whop.api.retry import Attempt, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading import sentences
from airflow_provider_whop.api.wire import Parcel, Pause, Reply, Response, Steps

STORE = "storeFile"
_STORING = Call(STORE, "PUT", "", File)


class Expired(Exception):
    """The storage takes nothing at this address (any more)."""


def store(parcel: Parcel, settings: Settings) -> Steps[Response]:
    """
    Put the bytes where they belong.

    :raises Expired: another address is needed.
    :raises WhopUploadFailed: the storage did not take them.
    """
    attempt = Attempt()
    while True:
        reply = cast("Reply", (yield parcel))
        wait = next_wait(_STORING, reply, attempt, settings)
        yield told(_STORING, reply, attempt, wait, settings)
        if wait is None:
            return _taken(reply, parcel)
        yield Pause(wait)
        attempt = attempt.after(wait, reply)


def _taken(reply: Reply, parcel: Parcel) -> Response:
    if isinstance(reply, Response) and 200 <= reply.status < 300:
        return reply
    if isinstance(reply, Response) and reply.status == 403:
        raise Expired
    raise WhopUploadFailed(sentences.not_taken(parcel.source.label, reply))
