"""Operators that write messages and react to them. Import them from here: a DAG file loads only those that it names."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow_provider_whop.operators.messages.delete import WhopDeleteMessageOperator as WhopDeleteMessageOperator
    from airflow_provider_whop.operators.messages.react import WhopAddReactionOperator as WhopAddReactionOperator
    from airflow_provider_whop.operators.messages.send import WhopSendMessageOperator as WhopSendMessageOperator
    from airflow_provider_whop.operators.messages.update import WhopUpdateMessageOperator as WhopUpdateMessageOperator

FILES = {
    "WhopAddReactionOperator": "react",
    "WhopDeleteMessageOperator": "delete",
    "WhopSendMessageOperator": "send",
    "WhopUpdateMessageOperator": "update",
}


def __getattr__(name: str) -> Any:
    """Load the file of an operator when it is first asked for."""
    if name not in FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{FILES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *FILES})
