"""Push notifications: models, and the one call that there is. Whop lists none, so none can be looked for.

Source: https://docs.whop.com/api-reference/notifications/send-notification
"""

from __future__ import annotations

from typing import Any, Self

from pydantic import StrictBool, ValidationInfo, field_validator, model_validator

from airflow_provider_whop.api.call import Call, Repeat
from airflow_provider_whop.api.model import Answer, Body, Text


class Pushed(Answer):
    """Whether Whop has taken a push; it delivers later, and tells nothing of that."""

    success: StrictBool


class NewNotification(Body):
    """A push, checked: what is given and empty is refused, since without it the push would reach everybody."""

    title: Text
    content: Text
    experience_id: str | None = None
    company_id: str | None = None
    subtitle: Text | None = None
    icon_user_id: str | None = None
    rest_path: str | None = None
    user_ids: list[str] | None = None

    @field_validator("user_ids", mode="before")
    @classmethod
    def _one_or_several(cls, given: Any) -> Any:
        return [given] if isinstance(given, str) else given

    @field_validator("title", "content", "experience_id", "company_id", "user_ids")
    @classmethod
    def _not_blank(cls, given: Any, field: ValidationInfo) -> Any:
        words = given if field.field_name == "user_ids" else [given]
        if words is not None and not (words and all(word is None or word.strip() for word in words)):
            raise ValueError("it is empty")
        return given

    @model_validator(mode="after")
    def _one_audience(self) -> Self:
        if (self.experience_id is None) == (self.company_id is None):
            raise ValueError("give exactly one of experience_id and company_id")
        return self


def create_notification(title: str, content: str, **options: Any) -> Call[Pushed]:
    """
    Push to the users of an experience, or to the team of a company: POST /notifications.

    Permission ``notification:create``, and a key that acts for an app. Whop tells a second push from the first by the
    ``Idempotency-Key`` alone, which a bare call has not: it is repeated only where it cannot have been accepted.

    :param options: exactly one of ``experience_id`` and ``company_id``; ``subtitle``, ``icon_user_id``, ``rest_path``,
        ``user_ids`` as the API names them.
    :raises WhopInvalidArgument: another audience than one, or something empty or of a wrong type.
    """
    return push_of(NewNotification.of(title=title, content=content, **options))


def push_of(notification: NewNotification) -> Call[Pushed]:
    """Push what was checked before: POST /notifications."""
    audience = "company_id" if notification.experience_id is None else "experience_id"
    return Call(
        "createNotification",
        "POST",
        "/notifications",
        Pushed,
        body=notification,
        about=(audience, getattr(notification, audience)),
        repeat=Repeat.IF_NOT_ACCEPTED,
    )
