"""Hooks for schemathesis: most requests name things that exist, or nearly all of them would end in 404."""

from __future__ import annotations

import os
from typing import Any
from zlib import crc32

import schemathesis

KNOWN: dict[str, str] = dict(pair.split("=") for pair in os.environ["KNOWN_IDS"].split())
PATHS = {
    "/messages/{id}": "message",
    "/chat_channels/{id}": "channel",
    "/support_channels/{id}": "support",
    "/reactions/{id}": "reaction",
    "/files/{id}": "file",
}
FIELDS = {
    "channel_id": "channel",
    "company_id": "company",
    "user_id": "user",
    "resource_id": "message",
    "replying_to_message_id": "message",
}


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    """
    Let a path lead somewhere; what is deleted is another thing than the one that the rest is about.

    That is there once only, so the first request finds it, and all others do not.
    """
    kind, deleting = PATHS.get(context.operation.path), context.operation.method == "delete"
    if kind is None or not (deleting or _mostly(path_parameters)):
        return path_parameters
    return {**path_parameters, "id": KNOWN[f"doomed_{kind}" if deleting else kind]}


@schemathesis.hook
def map_query(context: Any, query: Any) -> Any:
    """Let a query ask for something, from its beginning."""
    named = _named(query)
    if named is not query:
        named = {key: value for key, value in named.items() if key not in ("after", "before")}
    return named


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Let a body name something, say something, attach a file that is ready, and count its poll's options."""
    named = _named(body)
    if named is body:
        return body
    if "content" in named:
        named["content"] = "hello"
    if named.get("attachments"):
        named["attachments"] = [{"id": KNOWN["file"]}]
    if isinstance(poll := named.get("poll"), dict) and isinstance(poll.get("options"), list):
        named["poll"] = {"options": [{"id": str(n), "text": "x"} for n in range(1, len(poll["options"]) + 2)]}
    return named


def _named(values: Any) -> Any:
    if not isinstance(values, dict) or not _mostly(values):
        return values
    return {key: KNOWN[FIELDS[key]] if key in FIELDS and value is not None else value for key, value in values.items()}


def _mostly(values: Any) -> bool:
    """Say yes to four of five; not by the random module, which hypothesis seeds anew for each example."""
    return crc32(repr(values).encode("utf-8", "replace")) % 5 != 0
