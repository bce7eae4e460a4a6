"""What a request body may look like: types as the OpenAPI files have them, unknown keys left out."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Payload(BaseModel):
    """A JSON object sent by a client; a number is no text and a text is no number."""

    model_config = ConfigDict(strict=True, extra="ignore")


class AttachmentIn(Payload):
    """A file, by its id."""

    id: str
