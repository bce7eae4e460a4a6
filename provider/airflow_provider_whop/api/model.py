"""The two kinds of model: what Whop sends (tolerant) and what we send (checked before it leaves)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticSerializationError

from airflow_provider_whop.api.errors import WhopInvalidArgument


def _an_id(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("this is no id")
    return text


def in_utc(moment: datetime) -> datetime:
    """Give a time in UTC, as Whop's are also where they do not say so. Raises ValueError outside of the calendar."""
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        raise ValueError("the time lies outside of the calendar") from None


Id = Annotated[str, Field(max_length=255), AfterValidator(_an_id)]
"""Names a thing at Whop: it goes into paths, logs and databases."""
Time = Annotated[datetime, AfterValidator(in_utc)]
Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""One that every database takes."""


class Kept(BaseModel):
    """What Airflow may keep of what people have written: no text in its JSON holds NUL, which PostgreSQL refuses."""

    @model_serializer(mode="wrap", when_used="json")
    def _storable(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: _without_nul(value) for name, value in written(self).items()}


def _without_nul(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


class Answer(Kept):
    """Something that Whop sends. Unknown keys are left out, unknown values of a known key pass."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


def _number_as_text(given: Any) -> Any:
    return str(given) if type(given) in (int, float) else given


Text = Annotated[str, BeforeValidator(_number_as_text)]
"""Rendering templates as native objects makes a number of a text of digits."""


class Body(BaseModel):
    """Something that we send. None means "not sent"."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @model_validator(mode="after")
    def _sendable(self) -> Self:
        """Half a character (a lone surrogate) has no bytes."""
        try:
            self.model_dump_json()
        except PydanticSerializationError:
            raise ValueError("a text holds half a character, which cannot be sent") from None
        return self

    @classmethod
    def of(cls, **values: Any) -> Self:
        """
        Build a body from what a DAG author wrote.

        :raises WhopInvalidArgument: the first argument of a wrong type or value, by its name and never its value.
        """
        try:
            return cls(**values)
        except ValidationError as refused:
            first = refused.errors(include_input=False, include_url=False)[0]
            param = ".".join(str(part) for part in first["loc"])
            raise WhopInvalidArgument(_sentence(param, first["msg"]), param=param) from None

    def sent(self) -> dict[str, Any]:
        """Give the JSON object that goes on the wire."""
        return self.model_dump(mode="json", exclude_none=True)


def _sentence(param: str, message: str) -> str:
    said = message.removeprefix("Value error, ").rstrip(".") + "."
    return f"{param}: {said}" if param else said[0].upper() + said[1:]
