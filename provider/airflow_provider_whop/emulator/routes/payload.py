"""What a request body may look like: types as the OpenAPI files have them, unknown keys left out."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator


class Payload(BaseModel):
    """A JSON object sent by a client; a number is no text and a text is no number."""

    model_config = ConfigDict(strict=True, extra="ignore")

    @field_validator("*")
    @classmethod
    def _sendable(cls, given: Any) -> Any:
        """JSON can spell half of a surrogate pair, which nothing in UTF-8 could ever show again."""
        for text in given if isinstance(given, list) else [given]:
            if isinstance(text, str):
                text.encode()
        return given


class AttachmentIn(Payload):
    """A file, by its id."""

    id: str
