"""What the measuring DAGs have in common: a receipt for each message, posted exactly once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

INTERVAL = float(os.environ.get("WHOP_INBOX_INTERVAL", "5"))
START = datetime(2026, 1, 1, tzinfo=UTC)
RETRIED: dict[str, Any] = {"retries": 10, "retry_delay": timedelta(seconds=1)}
SETTLE = 3
"""Seconds after which a receipt shows in its channel; the emulator of these measures shows it sooner."""


def acknowledge(messages: Iterable[str], context: Any) -> None:
    """Post the receipts; each is known by its message's id, whatever else another try of the task is given."""
    from airflow_provider_whop.hooks.whop import WhopHook

    hook, ti = WhopHook(), context["ti"]
    for message in messages:
        text = f"receipt {message} in {ti.run_id} of {ti.dag_id}"
        hook.send_message(os.environ["WHOP_INBOX_RECEIPTS"], text, key=message, settle=SETTLE)
