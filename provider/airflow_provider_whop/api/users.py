"""The user as chat objects name one."""

from __future__ import annotations

from airflow_provider_whop.api.model import Answer, Id


class User(Answer):
    """Who wrote, reacted or asked for support."""

    id: Id
    username: str
    name: str | None = None
