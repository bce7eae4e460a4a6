"""What the sender of one message asks for, and what is known of the sender's place. A value."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from airflow_provider_whop.api.model import Body
from airflow_provider_whop.api.splitting.parts import OnLong
from airflow_provider_whop.api.uploading.upload import ReadyTimeout

OnAmbiguous: TypeAlias = Literal["reconcile", "fail", "resend"]


class Promise(Body):
    """
    How one message is to be delivered.

    :param key: names the send, the same on every try of it; sent as ``Idempotency-Key``.
    :param generation: rises when a person clears the task, stays over its retries.
    :param on_ambiguous: when it cannot be known whether Whop took the message: ``reconcile`` looks for it in the
        channel, ``fail`` raises, ``resend`` sends again and may send twice.
    :param settle: seconds after which a message that Whop took shows in its channel.
    :param reconcile_pages: the most pages of a channel to look through, at one time.
    :param on_long: what becomes of a text that is too long for a message: ``fail`` refuses it, ``split`` makes several,
        ``attach`` posts its beginning, and all of it as a file.
    :param ready_timeout: seconds to wait until Whop has processed a file of the message.
    :param marker: end the text with an invisible mark, by which the message is known for certain.
    :param rivals: others may be sending the same words to the same channel at the same time, or this task may have done
        so before a person cleared it.
    :param repeated: whoever asks for it may do so twice, and neither knows of the other: that is no cause for worry.
    :param same_text: take another text under the same key for a mistake; otherwise it is the same message, rendered
        anew.
    """

    key: str = Field(min_length=1, max_length=255)
    generation: int = 0
    on_ambiguous: OnAmbiguous = "reconcile"
    settle: float = Field(default=15.0, ge=0, le=3600)
    reconcile_pages: int = Field(default=10, ge=1)
    on_long: OnLong = "fail"
    ready_timeout: ReadyTimeout = 300.0
    marker: bool = False
    rivals: bool = False
    repeated: bool = False
    same_text: bool = False
