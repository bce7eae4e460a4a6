"""A sender of one message, as the tries of one task would send it: over any transport, with one journal."""

from __future__ import annotations

from collections.abc import Mapping
from time import time
from typing import Any

from airflow_provider_whop.api.delivery.others import Others
from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.record import Record, SentMessage
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from both import Client

CHANNEL, TEXT = "exp_lounge", "The release is out."
LOST = {"cut": "answer", "accepted": True}
QUICK = {"timeout": 1.0, "connect_timeout": 0.5}
"""Seconds after which an attempt of a killed try is over, less the grace that every attempt has."""


class Sender:
    """Sends one message as the tries of one task would, with one journal, which is JSON; as one try with ``others``."""

    def __init__(self, client: Client, whop: WhopEmulator) -> None:
        self.client, self.whop = client, whop
        self.journal: list[Mapping[str, Any]] = []
        self.posts_before: list[int] = []
        self.others: Others | None = None

    def __call__(self, text: str = TEXT, *, earlier: Mapping[str, Any] | None = None, **promise: Any) -> SentMessage:
        message = NewMessage.of(channel_id=CHANNEL, content=text)
        asked = Promise(**{"key": "k", "settle": 0.5, **promise})
        earlier = earlier or self.last
        steps = deliver(message, asked, self.client.settings, self.client.ask, earlier, others=self.others)
        return self.client.run(steps, self._keep)

    def long_after(self) -> None:
        """Let the next try begin when the attempt that was written down last is over."""
        self.journal.append({**self.journal[-1], "over": self.journal[-1]["since"]})

    @property
    def last(self) -> Mapping[str, Any] | None:
        return self.journal[-1] if self.journal else None

    @property
    def states(self) -> list[str]:
        return [record["state"] for record in self.journal]

    @property
    def posts(self) -> list[Any]:
        return [entry for entry in self.whop.requests if entry.operation == "createMessage"]

    def _keep(self, record: Mapping[str, Any]) -> None:
        self.posts_before.append(len(self.posts))
        self.journal.append(record)


def there(whop: WhopEmulator) -> list[str]:
    return [message["id"] for message in whop.messages(CHANNEL)]


def left_pending(whop: WhopEmulator, **known: Any) -> dict[str, Any]:
    """What a try leaves behind that is killed after it wrote down what it was about to do."""
    fresh = {"state": "pending", "key": "k", "generation": 0, "fingerprint": "", "attempts": 1, "author": whop.user_id}
    return Record(**{**fresh, "since": time(), "over": time(), **known}).model_dump(mode="json")
