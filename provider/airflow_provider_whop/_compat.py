"""The only place that knows Airflow's versions, for what ``airflow.providers.common.compat`` does not have."""

from __future__ import annotations

from typing import Any

__all__ = ["NEVER_EXPIRE", "render_template_to_string", "task_state_store"]

try:
    from airflow.sdk.definitions.context import render_template_to_string
except ImportError:  # Airflow before 3.1
    from airflow.utils.helpers import render_template_to_string  # type: ignore[no-redef]

try:
    from airflow.sdk import NEVER_EXPIRE  # type: ignore[attr-defined]
except ImportError:  # Airflow before 3.3
    NEVER_EXPIRE = None


def task_state_store(context: Any) -> Any:
    """Give the store that outlives the tries of the running task; None before Airflow 3.3."""
    return context.get("task_state_store")
