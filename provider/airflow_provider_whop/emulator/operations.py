"""Which API operation a request is for: read off the routes before the application sees it."""

from __future__ import annotations

from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import Match

from airflow_provider_whop.emulator.routes import (
    chat_channels,
    dm_channels,
    files,
    identity,
    messages,
    notifications,
    reactions,
    support_channels,
)

PREFIX = "/api/v1"
RESOURCES = (messages, chat_channels, support_channels, reactions, files, identity, dm_channels, notifications)
ROUTES = tuple(route for resource in RESOURCES for route in resource.router.routes if isinstance(route, APIRoute))


def is_of_the_api(scope: Any) -> bool:
    """Tell whether a request is for the API, known place or not."""
    return f"{scope['path']}/".startswith(f"{PREFIX}/")


def operation_of(scope: Any) -> str | None:
    """Give the operation id of a request, or None where it is for no operation of the API."""
    return next((route.operation_id for route, match in _fitting(scope) if match is Match.FULL), None)


def methods_at(scope: Any) -> list[str]:
    """Give the methods that are served at a request's path."""
    return sorted({method for route, _ in _fitting(scope) for method in route.methods or ()})


def _fitting(scope: Any) -> list[tuple[APIRoute, Match]]:
    if not is_of_the_api(scope):
        return []
    below = {**scope, "path": scope["path"].removeprefix(PREFIX)}
    matches = ((route, route.matches(below)[0]) for route in ROUTES)
    return [(route, match) for route, match in matches if match is not Match.NONE]
