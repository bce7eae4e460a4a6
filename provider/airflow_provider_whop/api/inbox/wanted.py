"""Which messages somebody waits for: a value that says yes or no to a message. It asks Whop nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Literal, Self

from pydantic import StrictStr, ValidationInfo, field_validator

from airflow_provider_whop.api.inbox.pattern import is_found, refuse_a_trap
from airflow_provider_whop.api.inbox.several import several
from airflow_provider_whop.api.messages import Message
from airflow_provider_whop.api.model import Body

WRITTEN = {"channels": "channel_ids", "customers": "customer_user_ids", "message_types": "message_types"}
"""What DAG authors call the filters that are lists."""


class Wanted(Body):
    """
    The messages that count. Make it with ``Wanted.of``, which raises WhopInvalidArgument with one sentence.

    :param company_id: whose support inbox; None for those of every company that the key reaches.
    :param channels: ids of the channels to look into, instead of a whole support inbox.
    :param customers: user ids; only conversations with these customers. None given: with anybody.
    :param whose: ``customer`` for what a support channel's own customer wrote, ``anyone`` for the team and us as well;
        a chat channel has no customer, so it wants ``anyone``.
    :param message_types: Whop's kinds of message: ``regular``, ``system``, ``automated``. None given: all.
    :param matching: a regular expression that is found somewhere in the first 5,000 characters of the content, as
        Python's ``re`` reads it; not one with a repeat without end inside another.
    """

    company_id: StrictStr | None = None
    channels: tuple[StrictStr, ...] = ()
    customers: tuple[StrictStr, ...] = ()
    whose: Literal["customer", "anyone"] = "customer"
    message_types: tuple[StrictStr, ...] = ("regular",)
    matching: StrictStr | None = None

    @field_validator(*WRITTEN, mode="before")
    @classmethod
    def _several(cls, given: Any) -> Any:
        return several(given)

    @field_validator(*WRITTEN)
    @classmethod
    def _say_something(cls, given: tuple[str, ...], field: ValidationInfo) -> tuple[str, ...]:
        if not all(text.strip() for text in given):
            argument = WRITTEN[str(field.field_name)]
            raise ValueError(
                f"{argument} holds an empty text, as a template may give; it is not taken for none given, which would "
                f"let everything through"
            )
        return given

    @field_validator("matching")
    @classmethod
    def _can_be_matched(cls, pattern: str | None) -> str | None:
        refuse_a_trap(pattern or "")
        return pattern

    @classmethod
    def kept(cls, kept: Mapping[str, Any]) -> Self:
        """
        Take up again what was kept as JSON, perhaps by a later version, whose further filters are left out.

        :raises WhopInvalidArgument: this version refuses it.
        """
        return cls.of(**{name: value for name, value in kept.items() if name in cls.model_fields})

    @property
    def digest(self) -> str:
        """Name the question, the same for any order of its parts; a filter that is not used changes nothing."""
        asked = self.model_dump(mode="json", exclude_defaults=True)
        parts = {name: sorted({*part}) if isinstance(part, list) else part for name, part in asked.items()}
        return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]

    @property
    def by_customer(self) -> bool:
        """Whether a channel's customer has to be known to tell."""
        return self.whose == "customer" or bool(self.customers)

    def takes_customer(self, user_id: str | None) -> bool:
        """Tell whether conversations with this customer count."""
        return not self.customers or user_id in self.customers

    def takes(self, message: Message, customer_user_id: str | None) -> bool:
        """Tell whether a message in the channel of this customer counts."""
        by_right_person = self.whose == "anyone" or message.user.id == customer_user_id
        of_right_type = not self.message_types or message.message_type in self.message_types
        return by_right_person and of_right_type and self._matches(message.content or "")

    def _matches(self, content: str) -> bool:
        return self.matching is None or is_found(self.matching, content)
