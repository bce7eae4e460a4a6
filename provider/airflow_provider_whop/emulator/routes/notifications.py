"""/notifications: pushes are taken and kept, and reach nobody."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from airflow_provider_whop.emulator import refusals
from airflow_provider_whop.emulator.admission import Admitted
from airflow_provider_whop.emulator.routes.payload import Payload

router = APIRouter()


class NotificationIn(Payload):
    """A push: to an experience, or to a company."""

    title: str
    content: str
    experience_id: str | None = None
    company_id: str | None = None
    account_id: str | None = None
    subtitle: str | None = None
    icon_user_id: str | None = None
    rest_path: str | None = None
    user_ids: list[str] | None = None


@router.post("/notifications", operation_id="createNotification")
async def create_notification(wanted: NotificationIn, caller: Admitted) -> dict[str, Any]:
    """Take a push for exactly one audience, from a key that acts for an app: every push is some app's."""
    if not caller.key.acts_for_app:
        raise refusals.forbidden("Notifications need an app API key, or a credential acting on behalf of an app")
    given = wanted.model_dump()
    if caller.names_company(given) == (wanted.experience_id is not None):
        raise refusals.invalid("experience_id", "give either an experience or a company")
    if wanted.experience_id is None:
        caller.company(given)
    else:
        caller.room(wanted.experience_id)
    caller.world.notifications.append(wanted.model_dump(exclude_none=True))
    return {"success": True}
