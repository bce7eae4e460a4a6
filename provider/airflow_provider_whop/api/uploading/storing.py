"""One parcel of bytes on its way to the storage: sent again while that may help. The storage keeps it whole or not."""

from __future__ import annotations

from typing import TypeGuard, cast

from airflow_provider_whop.api.call import Call
from airflow_provider_whop.api.conversation import told
from airflow_provider_whop.api.errors import WhopUploadFailed
from airflow_provider_whop.api.files import File
from airflow_provider_whop.api.retry import Attempt, may_repeat, next_wait
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.uploading import sentences
from airflow_provider_whop.api.wire import Parcel, Pause, Reply, Response, Steps

STORE = "storeFile"
_STORING = Call(STORE, "PUT", "", File)


class AnotherAddressNeeded(Exception):
    """The storage does not take the bytes at this address, for what this says; it may at another."""


def store(parcel: Parcel, settings: Settings, *, tries: int) -> Steps[Response]:
    """
    Put the bytes where they belong; of parts that go well, which may be hundreds, the log has no line each.

    An address that has expired may be told by a 403, and may show as a connection that breaks off amid the bytes.

    :param tries: how often they are sent to this address, at most.
    :raises AnotherAddressNeeded: another address may help.
    :raises WhopUploadFailed: the storage does not take them.
    """
    attempt = Attempt()
    while True:
        reply = cast("Reply", (yield parcel))
        wait = next_wait(_STORING, reply, attempt, settings) if attempt.number < tries else None
        if attempt.number > 1 or not _is_taken(reply):
            yield told(_STORING, reply, attempt, wait, settings)
        if wait is None:
            return _taken(reply, parcel)
        yield Pause(wait)
        attempt = attempt.after(wait, reply)


def _is_taken(reply: Reply) -> TypeGuard[Response]:
    return isinstance(reply, Response) and 200 <= reply.status < 300


def _taken(reply: Reply, parcel: Parcel) -> Response:
    label = parcel.source.label
    if _is_taken(reply):
        return reply
    if isinstance(reply, Response) and reply.status == 403:
        raise AnotherAddressNeeded(sentences.never_taken(label))
    if may_repeat(_STORING.repeat, reply):
        raise AnotherAddressNeeded(sentences.not_taken(label, reply))
    raise WhopUploadFailed(sentences.not_taken(label, reply))
