"""/permissions, /accounts/me and /users/me: who a key is and what it may do."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from airflow_provider_whop.emulator import refusals
from airflow_provider_whop.emulator.admission import Admitted
from airflow_provider_whop.emulator.contract import every_permission

router = APIRouter()


@router.get("/permissions", operation_id="listPermissions")
async def list_permissions(resource_id: str, caller: Admitted, actions: str | None = None) -> dict[str, Any]:
    """Answer for each action; a company that the key cannot see grants nothing, and is no error."""
    asked = actions.split(",") if actions else sorted(every_permission())
    held = caller.key.permissions if resource_id == caller.key.company.id else frozenset()
    return {"data": [{"action": action, "granted": action in held} for action in asked]}


@router.get("/accounts/me", operation_id="retrieveOwnAccount")
async def retrieve_own_account(caller: Admitted) -> dict[str, Any]:
    """Give the company of the key, where it has the right to read it."""
    return {"id": caller.key.company.id, "title": caller.key.company.title}


@router.get("/users/me", operation_id="retrieveOwnUser")
async def retrieve_own_user(caller: Admitted) -> dict[str, Any]:
    """Keys of a company have no user; tokens, which have one, are not imitated."""
    raise refusals.not_found("The user")
