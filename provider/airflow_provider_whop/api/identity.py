"""Who this key is and what it may do: the calls behind a connection test. Nothing here writes.

Source: Whop's API reference for permissions, accounts and users.
"""

from __future__ import annotations

from collections.abc import Iterable

from airflow_provider_whop.api.call import Call, query
from airflow_provider_whop.api.model import Answer, Id

CHAT_PERMISSIONS = (
    "chat:read",
    "chat:message:create",
    "chat:moderate",
    "support_chat:create",
    "support_chat:read",
)


class Grant(Answer):
    """Whether the key may do one thing."""

    action: Id
    granted: bool


class Grants(Answer):
    """The answers to all that was asked."""

    data: list[Grant]

    @property
    def missing(self) -> tuple[str, ...]:
        """The permissions that the key does not have."""
        return tuple(grant.action for grant in self.data if not grant.granted)


class Account(Answer):
    """The company that a company key belongs to."""

    id: Id
    title: str | None = None


class Me(Answer):
    """The user that a user's token belongs to."""

    id: Id
    username: str | None = None


def list_permissions(resource_id: str, actions: Iterable[str] = CHAT_PERMISSIONS) -> Call[Grants]:
    """Ask which of these actions the key may do on a company: GET /permissions. No permission needed."""
    parameters = query(resource_id=resource_id, actions=",".join(actions))
    return Call("listPermissions", "GET", "/permissions", Grants, query=parameters)


def retrieve_own_account() -> Call[Account]:
    """Fetch the company of a company key: GET /accounts/me."""
    return Call("retrieveOwnAccount", "GET", "/accounts/me", Account)


def retrieve_own_user() -> Call[Me]:
    """Fetch the user of a user's token: GET /users/me."""
    return Call("retrieveOwnUser", "GET", "/users/me", Me)
