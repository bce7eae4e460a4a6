"""The two OpenAPI files, Whop's chat and what lies beyond it, and what they say each operation needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "openapi"
CHAT = FOLDER / "whop-chat.yaml"
BEYOND = FOLDER / "beyond-chat.yaml"

Alternatives = tuple[frozenset[str], ...]


@cache
def permissions() -> dict[str, Alternatives]:
    """Give, for each operation id, the sets of permissions of which one has to be held whole."""
    return {
        operation["operationId"]: tuple(frozenset(*way.values()) for way in operation.get("security", ()))
        for file in (BEYOND, CHAT)
        for operation in _operations(file)
    }


def every_permission() -> frozenset[str]:
    """Give all permissions that any operation asks for."""
    return frozenset(scope for ways in permissions().values() for way in ways for scope in way)


def _operations(file: Path) -> list[dict[str, Any]]:
    document = yaml.load(file.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return [
        operation
        for methods in document["paths"].values()
        for operation in methods.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]
