"""Which API versions this Whop knows, and what a request is answered in.

Source: Whop's versioning guide and the list in its SDK 2.6.0, as compiled on 2026-11-21.
"""

from __future__ import annotations

from airflow_provider_whop.emulator.refusals import Refused

LEGACY = "2025-01-01"
LAST_WITH_COMPANY_ID = "2026-07-08-1"
FIRST_WITH_ACCOUNT_ID = "2026-10-15-1"
_DAYS = """
2025-01-01
2026-06-08 2026-06-09 2026-06-20
2026-07-01 2026-07-08,-1 2026-07-18 2026-07-20 2026-07-22 2026-07-23 2026-07-25 2026-07-26 2026-07-27 2026-07-29,-1
2026-07-31 2026-08-03 2026-08-05,-1 2026-08-10 2026-08-12 2026-08-13 2026-08-14 2026-08-21,-1 2026-08-25,-1,-2
2026-08-31 2026-09-02,-1,-2 2026-09-04 2026-09-06 2026-09-09,-1 2026-09-11,-1 2026-09-13 2026-09-15
2026-09-22,-1,-2,-3,-4 2026-09-23 2026-09-24,-1 2026-09-25 2026-09-28 2026-09-29 2026-10-05,-1 2026-10-06,-1,-2
2026-10-07,-1,-2 2026-10-08 2026-10-09,-1,-2 2026-10-13,-1 2026-10-14,-1 2026-10-15,-1 2026-11-07 2026-11-17
"""
KNOWN = frozenset(
    date + suffix for date, *suffixes in (day.split(",") for day in _DAYS.split()) for suffix in ("", *suffixes)
)


def version_of(header: str | None, stored: str | None) -> str:
    """Choose as Whop does: the header, else the version stored on the key, else the first one."""
    version = header or stored or LEGACY
    if version not in KNOWN:
        known = ", ".join(sorted(KNOWN))
        raise Refused(400, "invalid_request_error", f"Unknown Api-Version-Date; supported versions: {known}")
    return version


def company_parameters(version: str) -> tuple[str, ...]:
    """Tell what a company id may be called in a version; between two dates nobody has told, so both will do."""
    if version <= LAST_WITH_COMPANY_ID:
        return ("company_id",)
    return ("account_id",) if version >= FIRST_WITH_ACCOUNT_ID else ("account_id", "company_id")
