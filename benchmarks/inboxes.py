"""Support inboxes of any size, and the page of one that a look reads first where nothing is new."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache

from airflow_provider_whop.api.inbox.moved import PAGE
from airflow_provider_whop.emulator import WhopEmulator
from samples import asked

QUIET_SINCE = datetime(2025, 1, 1, tzinfo=UTC)
"""Earlier than the ``Date`` of the prepared answers."""


@cache
def quiet_page() -> dict[str, str]:
    """Give the newest page of an inbox that is larger than a page, for ``servers.prepared``."""
    with WhopEmulator(rate_limit=0, seed=1, now=lambda: QUIET_SINCE) as whop:
        for number in range(PAGE):
            whop.add_customer(f"customer{number}")
            whop.customer_writes(f"customer{number}", "Thank you!")
        page = asked(whop, f"/support_channels?order=last_post_sent_at&direction=desc&first={PAGE}")
    if len(json.loads(page)["data"]) != PAGE:
        raise RuntimeError(f"the emulator gave no page of {PAGE} channels")
    return {"GET support_channels": page}
