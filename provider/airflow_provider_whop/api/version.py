"""Whop's API versions, and what their date changes on the wire: the company parameter's name.

Source: Whop's versioning guide (https://docs.whop.com/developer/api/versioning).
"""

from __future__ import annotations

HEADER = "Api-Version-Date"
LEGACY = "2025-01-01"
FILES = "2026-08-21-1"


def company_names(version: str) -> tuple[str, ...]:
    """
    Tell under which names a company id goes on the wire in this API version.

    Without a pinned version (an empty string) Whop takes the one stored on the key, which cannot be read
    from here: both names are sent, and the one that the server does not know is ignored.
    """
    if version == LEGACY:
        return ("company_id",)
    return ("account_id",) if version else ("company_id", "account_id")
