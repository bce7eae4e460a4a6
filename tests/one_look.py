"""A sensor that looks once, as tests of which run is given what make it, and the ids that it was given."""

from __future__ import annotations

from typing import Any

from airflow_provider_whop.sensors.messages import WhopMessageSensor
from airflow_provider_whop.sensors.support import WhopSupportMessageSensor


def sensor(kind: type[WhopMessageSensor] = WhopSupportMessageSensor, **arguments: Any) -> WhopMessageSensor:
    """Make one."""
    return kind(**{"task_id": "wait", "poke_interval": 0.05, "timeout": 0.2, **arguments})


def found(waiting: WhopMessageSensor, context: dict[str, Any]) -> list[str]:
    """Let it look."""
    given = waiting.poke(context)
    return [message["id"] for message in given.xcom_value["messages"]] if given else []
