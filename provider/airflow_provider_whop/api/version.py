"""Whop's API versions, and what their date changes on the wire: the company parameter's name.

Source: Whop's versioning guide (https://docs.whop.com/developer/api/versioning).
"""

from __future__ import annotations

HEADER = "Api-Version-Date"
LEGACY = "2025-01-01"
FILES = "2026-08-21-1"
LAST_WITH_COMPANY_ID = "2026-07-08-1"  # whop-sdk 0.0.41 asks for it and sends company_id
FIRST_WITH_ACCOUNT_ID = "2026-10-15-1"  # whop-sdk 2.6.0 asks for it and sends account_id


def company_names(version: str) -> tuple[str, ...]:
    """
    Tell under which names a company id goes on the wire in this API version.

    When exactly chat calls went from the one to the other is not documented, and without a pinned version (an empty
    string) Whop takes the one stored on the key, which cannot be read from here. In both cases both names are sent,
    and the server leaves the one that it does not know.
    """
    if version and version <= LAST_WITH_COMPANY_ID:
        return ("company_id",)
    if version >= FIRST_WITH_ACCOUNT_ID:
        return ("account_id",)
    return ("company_id", "account_id")
