"""
Triggers that wait for new messages: one behind a deferred sensor, one that starts DAGs. They never carry a text.

Import them from here: this path stands in Airflow's database, and a process loads only those that it names.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow_provider_whop.triggers.support.deferred import WhopSupportMessageTrigger as WhopSupportMessageTrigger
    from airflow_provider_whop.triggers.support.event import (
        WhopSupportMessageEventTrigger as WhopSupportMessageEventTrigger,
    )

FILES = {"WhopSupportMessageTrigger": "deferred", "WhopSupportMessageEventTrigger": "event"}


def classpath(trigger: object) -> str:
    """Tell where a trigger, or what a DAG author makes of one, is imported from; of ours it is never the file."""
    kind = type(trigger)
    return f"{__name__ if kind.__module__.startswith(f'{__name__}.') else kind.__module__}.{kind.__qualname__}"


def __getattr__(name: str) -> Any:
    """Load the file of a trigger when it is first asked for."""
    if name not in FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{FILES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *FILES})
