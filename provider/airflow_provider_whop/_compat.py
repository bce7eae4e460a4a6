"""The only place that knows Airflow's versions, for what ``airflow.providers.common.compat`` does not have."""

from __future__ import annotations

__all__ = ["render_template_to_string"]

try:
    from airflow.sdk.definitions.context import render_template_to_string
except ImportError:  # Airflow before 3.1
    from airflow.utils.helpers import render_template_to_string  # type: ignore[no-redef]
