"""The sensor of the support inbox: the question of ``sensors.messages``, asked of what customers write to a company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from airflow_provider_whop.sensors.messages import WhopMessageSensor

if TYPE_CHECKING:
    from airflow_provider_whop.api.settings import Settings


class WhopSupportMessageSensor(WhopMessageSensor):
    """
    Wait for new messages of customers in a company's support inbox. Permissions ``support_chat:read``, ``chat:read``.

    It is a :class:`WhopMessageSensor` that looks into every support channel, or into those of ``channel_ids``, and
    takes what the customers themselves wrote. It has the arguments of that one, templated alike.
    Source: https://docs.whop.com/developer/guides/chat, "Support channels"

    :param company_id: ``biz_…``; by default the connection's. (templated)
    :param whose: ``customer`` for what the customers wrote, ``anyone`` for the team and us as well.
    :raises WhopInvalidArgument: neither the sensor nor the connection names a company; and as that one.
    """

    template_fields: Sequence[str] = ("company_id", *WhopMessageSensor.template_fields)

    def __init__(self, *, company_id: str | None = None, whose: str = "customer", **kwargs: Any) -> None:
        super().__init__(whose=whose, **kwargs)
        self.company_id = company_id

    def _company(self, settings: Settings) -> str | None:
        return settings.company(self.company_id)
