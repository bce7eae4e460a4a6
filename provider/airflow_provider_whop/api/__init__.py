"""The Whop chat API as values: calls, models, conversations, errors. No I/O and no Airflow in here.

The modules are loaded when they are first asked for: a task that sends needs no model of a reaction.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from airflow_provider_whop.api import (
        channels,
        checkup,
        direct_messages,
        messages,
        moderation,
        notifications,
        polls,
        reacting,
        reactions,
        support_channels,
    )

__all__ = [
    "channels",
    "checkup",
    "direct_messages",
    "messages",
    "moderation",
    "notifications",
    "polls",
    "reacting",
    "reactions",
    "support_channels",
]


def __getattr__(name: str) -> ModuleType:
    """Load one of the modules."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
